import { tempOutbox } from '#schema/mysql/index.ts'
import type { Outbox } from '#services/connections/outbox.ts'
import { heldBy } from './held-by.ts'
import { retryContention } from './retry-contention.ts'

/** Marks rows that the system of record has confirmed. Answers how many `token` still held. */
export async function completeRecords(
  outbox: Outbox,
  completion: { token: string; ids: readonly string[]; now: Date },
): Promise<number> {
  const { token, ids, now } = completion
  if (ids.length === 0) return 0
  const { rowsAffected } = await retryContention(() =>
    outbox
      .update(tempOutbox)
      .set({ status: 'delivered', deliveredAt: now, leaseToken: null, leaseExpiresAt: null })
      .where(heldBy(token, ids)),
  )
  return rowsAffected
}
