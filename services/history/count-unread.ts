import { and, count, eq, gt, isNull, lte, ne } from 'drizzle-orm'
import { messages } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/** Recorded messages of others with `after` < seq ≤ `upTo` that are not deleted. The caller has authorised the reader. */
export async function countUnread(
  db: Postgres,
  range: { roomId: string; userId: string; after: number; upTo: number },
): Promise<number> {
  const { roomId, userId, after, upTo } = range
  const [found] = await db
    .select({ count: count() })
    .from(messages)
    .where(
      and(
        eq(messages.roomId, roomId),
        gt(messages.seq, after),
        lte(messages.seq, upTo),
        ne(messages.authorId, userId),
        isNull(messages.deletedAt),
      ),
    )
  return found?.count ?? 0
}
