import { and, eq, gt, isNull, type SQL } from 'drizzle-orm'
import { sessions, users } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { withDeadline } from '#services/connections/with-deadline.ts'
import type { Session } from './session.ts'
import type { SessionCache } from './session-cache.ts'

/** For so long a session is believed to the cache; a revocation that the cache missed takes effect after it. */
const FRESH_MS = 15_000
const POSTGRES_TIMEOUT_MS = 3000
/** Precise enough for a list of devices, and seldom enough to cost nothing. */
const SEEN_INTERVAL_MS = 10 * 60_000

export type FindSessionInput = {
  token: string
  now: number
  /** Ask Postgres and nothing else: for what must not be done with a session revoked seconds ago. */
  requireRecord?: boolean
}

/**
 * The session that `token` belongs to, or null. Redis answers while its entry is fresh, else Postgres; while Postgres is
 * down, Redis answers with an older entry.
 * @throws the driver's error when Postgres is unreachable and the cache does not know the session.
 */
export async function findSession(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { token, now, requireRecord = false }: FindSessionInput,
): Promise<Session | null> {
  const cached = requireRecord ? null : await cache.read(token)
  const standing = cached && cached.session.expiresAt > now ? cached : null
  if (standing && standing.checkedAt > now - FRESH_MS) return standing.session

  let recorded: Session | null
  try {
    recorded = await withDeadline(selectSession(db, eq(sessions.token, token), now), POSTGRES_TIMEOUT_MS)
  } catch (error) {
    if (standing) return standing.session
    throw error
  }
  if (recorded) await cache.write(token, { checkedAt: now, session: recorded })
  else if (cached) await cache.forget([token])
  return recorded
}

/** The session of this id and its token, for credentials that name one; asks Postgres. */
export async function findSessionById(
  db: Postgres,
  { sessionId, now }: { sessionId: string; now: number },
): Promise<{ session: Session; token: string } | null> {
  const find = async () => {
    const session = await selectSession(db, eq(sessions.id, sessionId), now)
    const [row] = session
      ? await db.select({ token: sessions.token }).from(sessions).where(eq(sessions.id, sessionId))
      : []
    return session && row ? { session, token: row.token } : null
  }
  return await withDeadline(find(), POSTGRES_TIMEOUT_MS)
}

async function selectSession(db: Postgres, which: SQL, now: number): Promise<Session | null> {
  const [row] = await db
    .select({
      sessionId: sessions.id,
      userId: users.id,
      name: users.name,
      role: users.role,
      roleVersion: users.roleVersion,
      bannedUntil: users.bannedUntil,
      expiresAt: sessions.expiresAt,
      secondFactorAt: sessions.secondFactorAt,
      lastSeenAt: sessions.lastSeenAt,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(which, gt(sessions.expiresAt, new Date(now)), isNull(sessions.deletedAt), isNull(users.deletedAt)),
    )
    .limit(1)
  if (!row) return null
  const { lastSeenAt, ...session } = row
  if ((lastSeenAt?.getTime() ?? 0) <= now - SEEN_INTERVAL_MS) {
    await db
      .update(sessions)
      .set({ lastSeenAt: new Date(now) })
      .where(eq(sessions.id, row.sessionId))
  }
  return {
    ...session,
    bannedUntil: row.bannedUntil?.getTime() ?? null,
    expiresAt: row.expiresAt.getTime(),
    secondFactorAt: row.secondFactorAt?.getTime() ?? null,
  }
}
