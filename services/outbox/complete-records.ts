import { sql } from 'drizzle-orm'
import type { Outbox } from '#services/connections/outbox.ts'
import { toDateTime } from './date-time.ts'
import { heldAmong, updateThrough } from './held-by.ts'
import { retryContention } from './retry-contention.ts'

/** Marks rows that the system of record has confirmed. Answers how many `token` still held. */
export async function completeRecords(
  outbox: Outbox,
  completion: { token: string; ids: readonly string[]; now: Date },
): Promise<number> {
  const { token, ids, now } = completion
  if (ids.length === 0) return 0
  const { rowsAffected } = await retryContention(() =>
    outbox.execute(
      updateThrough(
        'primary',
        sql`status = 'delivered', delivered_at = ${toDateTime(now)}, lease_token = null, lease_expires_at = null, wrapped_key = null`,
        heldAmong(token, ids),
      ),
    ),
  )
  return rowsAffected
}
