import type { Author, History, LogEvent, Message } from '#sdk/index.ts'

export const ADA = { id: '01900000-0000-7000-8000-000000000001', name: 'Ada' }
export const BEA = { id: '01900000-0000-7000-8000-000000000002', name: 'Bea' }
export const NOON = Date.UTC(2026, 0, 1, 12)

const idOf = (seq: number) => `01900000-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`

/** A message at `seq`, said `seq` seconds after noon. */
export const buildMessage = (seq: number, fields: Partial<Message> = {}): Message => ({
  type: 'message',
  epoch: 1,
  seq,
  at: NOON + seq * 1000,
  id: idOf(seq),
  author: ADA,
  text: `text ${seq}`,
  ...fields,
})

export const buildPage = (seqs: readonly number[], hasMore = false): History => ({
  messages: seqs.map((seq) => buildMessage(seq)),
  hasMore,
})

const revisionAt = (seq: number, target: number) => ({
  epoch: 1,
  seq,
  at: NOON + seq * 1000,
  id: idOf(seq),
  author: ADA,
  target: { epoch: 1, seq: target },
})

export const buildEdit = (seq: number, target: number, text: string): LogEvent => ({
  type: 'edited',
  text,
  ...revisionAt(seq, target),
})

export const buildDeletion = (seq: number, target: number): LogEvent => ({
  type: 'deleted',
  ...revisionAt(seq, target),
})

/** A reaction where there is an emoji, else a pin. */
export function buildMark(
  seq: number,
  target: number,
  { emoji, on, author }: { emoji?: string; on: boolean; author: Author },
): LogEvent {
  const common = { ...revisionAt(seq, target), author }
  return emoji === undefined
    ? { type: 'pin', change: on ? 'pinned' : 'unpinned', ...common }
    : { type: 'reaction', emoji, change: on ? 'added' : 'removed', ...common }
}
