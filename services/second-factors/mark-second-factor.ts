import { and, eq, isNull } from 'drizzle-orm'
import { sessions } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'

/** Notes on the session that a second factor was checked in it just now. It counts from the next request on. */
export async function markSecondFactor(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { sessionId, token, now }: { sessionId: string; token: string; now: number },
): Promise<void> {
  await db
    .update(sessions)
    .set({ secondFactorAt: new Date(now), updatedAt: new Date(now) })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.deletedAt)))
  await cache.forget([token])
}
