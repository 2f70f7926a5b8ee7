import { and, eq, isNull } from 'drizzle-orm'
import { users } from '#schema/postgres/index.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'
import { changeRole } from './change-role.ts'

/**
 * An operator gives the person with this e-mail address a platform role.
 * @returns the person's id and former role, or null where nobody has that address.
 * @throws Refusal `conflict` for the last administrator.
 */
export async function grantRole(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { email, role, now = Date.now() }: { email: string; role: PlatformRole; now?: number },
): Promise<{ userId: string; formerRole: PlatformRole } | null> {
  const [user] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.email, email.toLowerCase()), isNull(users.deletedAt)))
    .limit(1)
  if (!user) return null
  const formerRole = await changeRole({ db, cache }, { userId: user.id, role, actor: null, now })
  return { userId: user.id, formerRole }
}
