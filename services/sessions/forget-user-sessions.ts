import { and, eq, isNull } from 'drizzle-orm'
import { sessions } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { SessionCache } from './session-cache.ts'

/** Makes a change of the person show in their sessions at once: the next look-up goes to Postgres. */
export async function forgetUserSessions(
  { db, cache }: { db: Postgres; cache: SessionCache },
  userId: string,
): Promise<void> {
  const rows = await db
    .select({ token: sessions.token })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isNull(sessions.deletedAt)))
  await cache.forget(rows.map((row) => row.token))
}
