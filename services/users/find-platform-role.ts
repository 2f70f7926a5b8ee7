import { and, eq, isNull } from 'drizzle-orm'
import { users } from '#schema/postgres/index.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/** The platform role of a person; null where there is no such person, or not any more. */
export async function findPlatformRole(db: Postgres, userId: string): Promise<PlatformRole | null> {
  const [user] = await db
    .select({ role: users.role })
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.deletedAt)))
    .limit(1)
  return user?.role ?? null
}
