import { and, eq, isNull } from 'drizzle-orm'
import { users } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { forgetUserSessions } from '#services/sessions/forget-user-sessions.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'

/** Gives a person another display name. False when there is no such person. */
export async function renameUser(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { userId, name, now }: { userId: string; name: string; now: number },
): Promise<boolean> {
  const changed = await db
    .update(users)
    .set({ name, updatedAt: new Date(now) })
    .where(and(eq(users.id, userId), isNull(users.deletedAt)))
    .returning({ id: users.id })
  await forgetUserSessions({ db, cache }, userId)
  return changed.length === 1
}
