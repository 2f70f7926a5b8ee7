import { and, asc, eq, lt } from 'drizzle-orm'
import { tempOutbox } from '#schema/mysql/index.ts'
import type { Outbox } from '#services/connections/outbox.ts'
import { retryContention } from './retry-contention.ts'

/** Removes rows delivered before `before`, at most `limit` of them: short statements. Answers how many. */
export async function purgeDelivered(
  outbox: Outbox,
  { before, limit = 5000 }: { before: Date; limit?: number },
): Promise<number> {
  const { rowsAffected } = await retryContention(() =>
    outbox
      .delete(tempOutbox)
      .where(and(eq(tempOutbox.status, 'delivered'), lt(tempOutbox.deliveredAt, before)))
      .orderBy(asc(tempOutbox.deliveredAt))
      .limit(limit),
  )
  return rowsAffected
}
