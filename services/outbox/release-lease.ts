import { sql } from 'drizzle-orm'
import type { Outbox } from '#services/connections/outbox.ts'
import { heldBy, type Lease, updateThrough } from './held-by.ts'
import { retryContention } from './retry-contention.ts'

/** Gives back, at once and without counting an attempt, all that a token holds. Answers how many rows. */
export async function releaseLease(outbox: Outbox, lease: Lease): Promise<number> {
  const { rowsAffected } = await retryContention(() =>
    outbox.execute(
      updateThrough(
        'temp_outbox_due',
        sql`status = 'queued', lease_token = null, lease_expires_at = null`,
        heldBy(lease),
      ),
    ),
  )
  return rowsAffected
}
