import { sql } from 'drizzle-orm'
import { tempOutbox } from '#schema/mysql/index.ts'
import type { Outbox } from '#services/connections/outbox.ts'
import type { OutboxRecord } from './outbox-record.ts'
import { retryContention } from './retry-contention.ts'
import { splitBySize } from './split-by-size.ts'

const LIMITS = { maxRows: 500, maxBytes: 2_000_000 }

/**
 * Puts log events into the outbox of `shard`. Repeating a call changes nothing: a row that is already there, in whatever
 * state, stays as it is. Large input is split into several statements, so a failure may leave the first part enqueued.
 * @throws the driver's error; then the whole call may be repeated.
 */
export async function enqueueRecords(outbox: Outbox, records: OutboxRecord[], shard: number): Promise<void> {
  for (const part of splitBySize(records, { ...LIMITS, sizeOf: estimateBytes })) {
    const rows = part.map((record) => toRow(record, shard))
    await retryContention(() =>
      outbox
        .insert(tempOutbox)
        .values(rows)
        .onDuplicateKeyUpdate({ set: { id: sql`${tempOutbox.id}` } }),
    )
  }
}

/** The driver writes binary values as hexadecimal text. */
const estimateBytes = (record: OutboxRecord): number =>
  500 + 2 * (record.ciphertext?.byteLength ?? 0) + 2 * (record.contentKey?.wrapped.byteLength ?? 0)

const toRow = (record: OutboxRecord, shard: number): typeof tempOutbox.$inferInsert => ({
  shard,
  roomId: record.roomId,
  epoch: record.epoch,
  seq: record.seq,
  kind: record.kind,
  actorId: record.actorId,
  clientId: record.clientId,
  targetEpoch: record.target?.epoch ?? null,
  targetSeq: record.target?.seq ?? null,
  contentKeyId: record.contentKey?.id ?? null,
  wrappedKey: record.contentKey?.wrapped ?? null,
  masterKeyVersion: record.contentKey?.masterKeyVersion ?? null,
  ciphertext: record.ciphertext,
  detail: record.detail,
  createdAt: record.createdAt,
  nextAttemptAt: record.createdAt,
})
