import { and, eq, isNull } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { auditEntries, sessions } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { buildStandingChange } from '#services/standing/build-standing-change.ts'
import type { SessionCache } from './session-cache.ts'

export type RevokeSessionInput = {
  userId: string
  sessionId: string
  token: string
  requestId?: string
  now: number
}

/**
 * Ends one session; the row stays. Audit entry and standing change are written with it. Repeating it changes nothing.
 * @throws the driver's error when Postgres, which decides, is unreachable: then nothing was revoked.
 */
export async function revokeSession(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { userId, sessionId, token, requestId, now }: RevokeSessionInput,
): Promise<void> {
  const at = new Date(now)
  await db.batch([
    db
      .update(sessions)
      .set({ deletedAt: at, updatedAt: at })
      .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId), isNull(sessions.deletedAt))),
    buildStandingChange(db, { userId, change: { type: 'session-revoked', sessionId }, now }),
    db.insert(auditEntries).values({
      id: uuidv7(),
      actorId: userId,
      action: 'session.revoke',
      targetType: 'session',
      targetId: sessionId,
      requestId: requestId ?? null,
      createdAt: at,
    }),
  ])
  await cache.forget([token])
}
