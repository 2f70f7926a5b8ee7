import { tempOutbox } from '#schema/mysql/index.ts'
import type { Outbox } from '#services/connections/outbox.ts'
import { heldBy } from './held-by.ts'
import { retryContention } from './retry-contention.ts'

/** Gives back, at once and without counting an attempt, all that `token` holds. */
export async function releaseLease(outbox: Outbox, token: string): Promise<number> {
  const { rowsAffected } = await retryContention(() =>
    outbox
      .update(tempOutbox)
      .set({ status: 'queued', leaseToken: null, leaseExpiresAt: null })
      .where(heldBy(token)),
  )
  return rowsAffected
}
