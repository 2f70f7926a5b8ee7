import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { accounts, sessions, users } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { verifyPassword } from '#services/sessions/hash-password.ts'

const FRESH_MS = 10 * 60_000

/**
 * Whether it is the person who asks, and not only whoever holds the session: by the password; without one by a session that
 * began a moment ago. A guest has nothing but the session, and can't begin another.
 * @throws Refusal `forbidden`
 */
export async function confirmDeletion(
  db: Postgres,
  input: { userId: string; sessionId: string; password: string | undefined; now: number },
): Promise<void> {
  const { userId, sessionId, password, now } = input
  const [passwords, begun] = await db.batch([
    db
      .select({ hash: accounts.password })
      .from(accounts)
      .where(and(eq(accounts.userId, userId), isNotNull(accounts.password), isNull(accounts.deletedAt))),
    db
      .select({ at: sessions.createdAt, isGuest: users.isAnonymous })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId), isNull(sessions.deletedAt))),
  ])
  const hash = passwords[0]?.hash
  if (hash) {
    if (password === undefined || !(await verifyPassword({ hash, password }))) throw new Refusal('forbidden')
    return
  }
  const [session] = begun
  if (!session) throw new Refusal('forbidden')
  if (!session.isGuest && now - session.at.getTime() >= FRESH_MS) throw new Refusal('forbidden')
}
