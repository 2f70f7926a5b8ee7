import type { Claim } from '#services/outbox/claim-records.ts'
import type { LeasedRecord, RecordFailure } from '#services/outbox/leased-record.ts'
import type { RecordOutcome } from '#services/records/record-or-isolate.ts'

/** What a drain does to the two databases; every call may fail, and may fail after it took effect. */
export interface DrainStore {
  claim(lease: { token: string; limit: number }): Promise<Claim>
  /** Exactly once for the system of record, however often it is called for the same rows. */
  record(leased: readonly LeasedRecord[]): Promise<RecordOutcome>
  complete(lease: { token: string; ids: readonly string[] }): Promise<void>
  /** Answers how many rows are dead letters now. */
  fail(lease: { token: string; failures: readonly RecordFailure[] }): Promise<number>
  release(token: string): Promise<void>
  findNextDue(): Promise<Date | null>
}

/** Remembers across a crash under which token rows may still be leased. */
export interface LeaseMemory {
  load(): string | null
  /** Settles once the token would outlive a kill. */
  save(token: string): Promise<void>
  clear(): void
}
