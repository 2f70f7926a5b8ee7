import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import { sessions } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

const MAX_LISTED = 100

/** A person's sessions that can still be used, the newest first. */
export const listSessions = (db: Postgres, { userId, now }: { userId: string; now: number }) =>
  db
    .select({
      id: sessions.id,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      method: sessions.method,
      userAgent: sessions.userAgent,
      address: sessions.ipAddress,
    })
    .from(sessions)
    .where(
      and(eq(sessions.userId, userId), isNull(sessions.deletedAt), gt(sessions.expiresAt, new Date(now))),
    )
    .orderBy(desc(sessions.createdAt))
    .limit(MAX_LISTED)
