import type { Outbox } from '#services/connections/outbox.ts'
import { toDateTime } from './date-time.ts'
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
    const values = part.map(() => ROW).join(', ')
    const parameters = part.flatMap((record) => toParameters(record, shard))
    await retryContention(() => outbox.$client.execute(`${INSERT} ${values} ${KEEP}`, parameters))
  }
}

/** The room's clock has no say in when a row is due: it may be ahead of the drainer's. */
const DUE_AT_ONCE = toDateTime(new Date(0))

/** The driver writes binary values as hexadecimal text. */
const estimateBytes = (record: OutboxRecord): number =>
  500 + 2 * (record.ciphertext?.byteLength ?? 0) + 2 * (record.contentKey?.wrapped.byteLength ?? 0)

const COLUMNS = [
  'shard',
  'room_id',
  'epoch',
  'seq',
  'kind',
  'actor_id',
  'client_id',
  'target_epoch',
  'target_seq',
  'content_key_id',
  'wrapped_key',
  'master_key_version',
  'ciphertext',
  'detail',
  'created_at',
  'next_attempt_at',
]

// By hand: the query builder spends more time on 500 rows than the database.
const INSERT = `insert into temp_outbox (${COLUMNS.join(', ')}) values`
const ROW = `(${COLUMNS.map(() => '?').join(', ')})`
const KEEP = 'on duplicate key update id = id'

const toParameters = (record: OutboxRecord, shard: number) => [
  shard,
  record.roomId,
  record.epoch,
  record.seq,
  record.kind,
  record.actorId,
  record.clientId,
  record.target?.epoch ?? null,
  record.target?.seq ?? null,
  record.contentKey?.id ?? null,
  record.contentKey?.wrapped ?? null,
  record.contentKey?.masterKeyVersion ?? null,
  record.ciphertext,
  record.detail && JSON.stringify(record.detail),
  toDateTime(record.createdAt),
  DUE_AT_ONCE,
]
