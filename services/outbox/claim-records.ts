import { and, asc, eq, lte, sql } from 'drizzle-orm'
import { tempOutbox } from '#schema/mysql/index.ts'
import type { Outbox } from '#services/connections/outbox.ts'
import { toDateTime } from './date-time.ts'
import { heldBy, type Lease, updateThrough } from './held-by.ts'
import type { LeasedRecord, RecordFailure } from './leased-record.ts'
import { OUTBOX_RECORD_COLUMNS, type OutboxRow, parseOutboxRow } from './parse-outbox-row.ts'
import { retryContention } from './retry-contention.ts'

export type Claim = { leased: LeasedRecord[]; malformed: RecordFailure[] }

type ClaimInput = { shard: number; token: string; limit: number; now: Date; leaseMs: number }

/**
 * Leases the oldest due rows of a shard to `token`. They are read first, without a lock and in the index's order, then
 * leased by id in one autocommit statement: an UPDATE … ORDER BY … LIMIT would read, sort and lock the whole backlog
 * of the shard each time. Of rows that somebody else took in between, none is answered. Rows that are no records come
 * apart as `malformed`.
 */
export async function claimRecords(outbox: Outbox, claim: ClaimInput): Promise<Claim> {
  const { shard, token, limit, now, leaseMs } = claim
  const rows = await outbox
    .select(OUTBOX_RECORD_COLUMNS)
    .from(tempOutbox, { forceIndex: 'temp_outbox_due' })
    .where(
      and(eq(tempOutbox.shard, shard), eq(tempOutbox.status, 'queued'), lte(tempOutbox.nextAttemptAt, now)),
    )
    .orderBy(asc(tempOutbox.id))
    .limit(limit)
  if (rows.length === 0) return { leased: [], malformed: [] }
  const expiresAt = toDateTime(new Date(now.getTime() + leaseMs))
  const { rowsAffected } = await retryContention(() =>
    outbox.execute(
      updateThrough(
        'primary',
        sql`status = 'leased', lease_token = ${token}, lease_expires_at = ${expiresAt}`,
        sql`id in ${rows.map((row) => row.id)} and status = 'queued'`,
      ),
    ),
  )
  return sort(rowsAffected === rows.length ? rows : await keepHeld(outbox, { shard, token }, rows))
}

async function keepHeld(outbox: Outbox, lease: Lease, rows: OutboxRow[]): Promise<OutboxRow[]> {
  const held = await outbox.select({ id: tempOutbox.id }).from(tempOutbox).where(heldBy(lease))
  const ids = new Set(held.map((row) => row.id))
  return rows.filter((row) => ids.has(row.id))
}

function sort(rows: OutboxRow[]): Claim {
  const claim: Claim = { leased: [], malformed: [] }
  for (const row of rows) {
    const record = parseOutboxRow(row)
    const id = String(row.id)
    if (record) claim.leased.push({ id, attempts: row.attempts, record })
    else claim.malformed.push({ id, attempts: row.attempts, reason: 'malformed_row' })
  }
  return claim
}
