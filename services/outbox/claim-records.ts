import { and, asc, eq, lte } from 'drizzle-orm'
import { tempOutbox } from '#schema/mysql/index.ts'
import type { Outbox } from '#services/connections/outbox.ts'
import type { LeasedRecord, RecordFailure } from './leased-record.ts'
import { parseOutboxRow } from './parse-outbox-row.ts'
import { retryContention } from './retry-contention.ts'

export type Claim = { leased: LeasedRecord[]; malformed: RecordFailure[] }

/**
 * Leases the oldest due rows of a shard to `token`, in one statement that holds no lock between calls, and reads all
 * that the token holds. Rows that are no records come apart as `malformed`.
 */
export async function claimRecords(
  outbox: Outbox,
  claim: { shard: number; token: string; limit: number; now: Date; leaseMs: number },
): Promise<Claim> {
  const { shard, token, limit, now, leaseMs } = claim
  const { rowsAffected } = await retryContention(() =>
    outbox
      .update(tempOutbox)
      .set({
        status: 'leased',
        leaseToken: token,
        leaseExpiresAt: new Date(now.getTime() + leaseMs),
      })
      .where(
        and(eq(tempOutbox.shard, shard), eq(tempOutbox.status, 'queued'), lte(tempOutbox.nextAttemptAt, now)),
      )
      .orderBy(asc(tempOutbox.id))
      .limit(limit),
  )
  if (rowsAffected === 0) return { leased: [], malformed: [] }
  const rows = await outbox
    .select()
    .from(tempOutbox)
    .where(and(eq(tempOutbox.leaseToken, token), eq(tempOutbox.status, 'leased')))
    .orderBy(asc(tempOutbox.id))
  const result: Claim = { leased: [], malformed: [] }
  for (const row of rows) {
    const record = parseOutboxRow(row)
    const id = String(row.id)
    if (record) result.leased.push({ id, attempts: row.attempts, record })
    else result.malformed.push({ id, attempts: row.attempts, reason: 'malformed_row' })
  }
  return result
}
