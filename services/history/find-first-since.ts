import { and, asc, eq, gt, gte } from 'drizzle-orm'
import { messages } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/**
 * The seq of the first recorded message that is not older than `since` (ms), of those after the seq `after`; null for none.
 * Times grow with the seq. It walks the index from `after`, so who asks again says how far they know already.
 */
export async function findFirstSince(
  db: Postgres,
  { roomId, since, after }: { roomId: string; since: number; after: number },
): Promise<number | null> {
  const [found] = await db
    .select({ seq: messages.seq })
    .from(messages)
    .where(
      and(eq(messages.roomId, roomId), gt(messages.seq, after), gte(messages.createdAt, new Date(since))),
    )
    .orderBy(asc(messages.seq))
    .limit(1)
  return found?.seq ?? null
}
