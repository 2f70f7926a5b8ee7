import type { ErrorCode } from '#schema/wire/error-codes.ts'

export type Outcome =
  /** `text` stands where the word filter changed what was said. */
  | { kind: 'acknowledged'; epoch: number; seq: number; text?: string | undefined }
  | { kind: 'refused'; code: ErrorCode }
  | { kind: 'unsettled' }

export type SaidLine = {
  roomId: string
  authorId: string
  clientId: string
  text: string
  outcome: Outcome
}

/** A message row of the system of record; `text` is null where it does not decrypt. */
export type RecordedLine = {
  roomId: string
  epoch: number
  seq: number
  authorId: string
  clientId: string
  text: string | null
}

export type Comparison = {
  said: number
  acknowledged: number
  refused: number
  /** Neither acknowledged nor refused when the talk ended. */
  unsettled: number
  masked: number
  recorded: number
  /** Acknowledged, and not recorded. */
  missing: number
  /** Rows beyond the first for one (room, author, client id), and rows that nobody said or that were refused. */
  duplicated: number
  /** Rows behind a later one of the same author, or not at the place their acknowledgement named. */
  outOfOrder: number
  altered: number
}

type Keyed = { roomId: string; authorId: string; clientId: string }
const keyOf = ({ roomId, authorId, clientId }: Keyed) => `${roomId} ${authorId} ${clientId}`
const byPlace = (a: RecordedLine, b: RecordedLine) => a.epoch - b.epoch || a.seq - b.seq

const countOutcomes = (said: readonly SaidLine[], kind: Outcome['kind']) =>
  said.filter(({ outcome }) => outcome.kind === kind).length

/** Sets what is recorded against what was said, in the order in which each author said it. */
export function compareTalk(said: readonly SaidLine[], recorded: readonly RecordedLine[]): Comparison {
  const saidByKey = new Map(said.map((line, order) => [keyOf(line), { ...line, order }]))
  const found = new Set<string>()
  const newest = new Map<string, number>()
  const misplaced = new Set<string>()
  let duplicated = 0
  let altered = 0
  for (const row of [...recorded].sort(byPlace)) {
    const key = keyOf(row)
    const line = saidByKey.get(key)
    if (!line || line.outcome.kind === 'refused' || found.has(key)) {
      duplicated += 1
      continue
    }
    found.add(key)
    const { outcome } = line
    const expected = (outcome.kind === 'acknowledged' ? outcome.text : undefined) ?? line.text
    if (row.text !== expected) altered += 1
    const author = `${row.roomId} ${row.authorId}`
    const before = newest.get(author) ?? -1
    if (line.order < before) misplaced.add(key)
    newest.set(author, Math.max(before, line.order))
    if (outcome.kind === 'acknowledged' && (outcome.epoch !== row.epoch || outcome.seq !== row.seq)) {
      misplaced.add(key)
    }
  }
  const acknowledged = said.filter(({ outcome }) => outcome.kind === 'acknowledged')
  return {
    said: said.length,
    acknowledged: acknowledged.length,
    refused: countOutcomes(said, 'refused'),
    unsettled: countOutcomes(said, 'unsettled'),
    masked: said.filter(({ outcome }) => outcome.kind === 'acknowledged' && outcome.text !== undefined)
      .length,
    recorded: recorded.length,
    missing: acknowledged.filter((line) => !found.has(keyOf(line))).length,
    duplicated,
    outOfOrder: misplaced.size,
    altered,
  }
}

/** True when nothing was lost, doubled, swapped or altered, and every line was answered. */
export const isFaithful = ({ missing, duplicated, outOfOrder, altered, unsettled }: Comparison): boolean =>
  missing + duplicated + outOfOrder + altered + unsettled === 0
