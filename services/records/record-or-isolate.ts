import type { LeasedRecord, RecordFailure } from '#services/outbox/leased-record.ts'
import type { OutboxRecord } from '#services/outbox/outbox-record.ts'
import { splitBySize } from '#services/outbox/split-by-size.ts'
import { computePoisonReason } from './compute-poison-reason.ts'

const LIMITS = { maxRows: 2000, maxBytes: 4_000_000 }

export type RecordOutcome = { recorded: LeasedRecord[]; refused: RecordFailure[] }

/**
 * Records a batch; where Postgres refuses the data, halves it until only the rows at fault are left over.
 * @throws any error that is no row's fault. What was recorded before it is recorded again later, to no effect.
 */
export async function recordOrIsolate(
  record: (records: OutboxRecord[]) => Promise<void>,
  leased: readonly LeasedRecord[],
): Promise<RecordOutcome> {
  const outcome: RecordOutcome = { recorded: [], refused: [] }
  for (const part of splitBySize(leased, { ...LIMITS, sizeOf: estimateBytes })) {
    await recordPart(record, part, outcome)
  }
  return outcome
}

async function recordPart(
  record: (records: OutboxRecord[]) => Promise<void>,
  part: LeasedRecord[],
  outcome: RecordOutcome,
): Promise<void> {
  try {
    await record(part.map((leased) => leased.record))
    outcome.recorded.push(...part)
  } catch (error) {
    const reason = computePoisonReason(error)
    if (reason === null) throw error
    const [only] = part
    if (part.length === 1 && only) {
      outcome.refused.push({ id: only.id, attempts: only.attempts, reason })
      return
    }
    const middle = Math.ceil(part.length / 2)
    await recordPart(record, part.slice(0, middle), outcome)
    await recordPart(record, part.slice(middle), outcome)
  }
}

/** Base64, and JSON around it. */
const estimateBytes = ({ record }: LeasedRecord): number =>
  600 + Math.ceil(((record.ciphertext?.byteLength ?? 0) * 4) / 3)
