import { and, eq, isNull } from 'drizzle-orm'
import { sessions } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { SessionCache } from './session-cache.ts'

/**
 * Ends the session behind `token`; the row stays. Repeating it changes nothing.
 * @throws the driver's error when Postgres, which decides, is unreachable: then nothing was revoked.
 */
export async function revokeSession(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { token, now }: { token: string; now: number },
): Promise<void> {
  await db
    .update(sessions)
    .set({ deletedAt: new Date(now), updatedAt: new Date(now) })
    .where(and(eq(sessions.token, token), isNull(sessions.deletedAt)))
  await cache.forget([token])
}
