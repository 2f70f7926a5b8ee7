import type { OutboxRecord } from './outbox-record.ts'

/** A record under a lease. `id` is the outbox row's, `attempts` how often it failed for good reason before. */
export type LeasedRecord = { id: string; attempts: number; record: OutboxRecord }

/** A row that can't be recorded as it is. `reason` is a code and never carries content. */
export type RecordFailure = { id: string; attempts: number; reason: string }
