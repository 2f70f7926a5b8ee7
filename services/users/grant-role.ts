import { and, eq, isNull, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { auditEntries, users } from '#schema/postgres/index.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { forgetUserSessions } from '#services/sessions/forget-user-sessions.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'

export type GrantRoleInput = {
  email: string
  role: PlatformRole
  /** Null for an operator at the command line. */
  actorId: string | null
}

/**
 * Gives the person with this e-mail address a platform role and writes the audit entry in the same transaction.
 * @returns the person's id and former role, or null where nobody has that address.
 */
export async function grantRole(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { email, role, actorId }: GrantRoleInput,
): Promise<{ userId: string; formerRole: PlatformRole } | null> {
  const [user] = await db
    .select({ id: users.id, role: users.role })
    .from(users)
    .where(and(eq(users.email, email.toLowerCase()), isNull(users.deletedAt)))
    .limit(1)
  if (!user) return null
  await db.batch([
    db
      .update(users)
      .set({ role, roleVersion: sql`${users.roleVersion} + 1`, updatedAt: new Date() })
      .where(eq(users.id, user.id)),
    db.insert(auditEntries).values({
      id: uuidv7(),
      actorId,
      action: 'user.grant-role',
      targetType: 'user',
      targetId: user.id,
      detail: { from: user.role, to: role },
    }),
  ])
  await forgetUserSessions({ db, cache }, user.id)
  return { userId: user.id, formerRole: user.role }
}
