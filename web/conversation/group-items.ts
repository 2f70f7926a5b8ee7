import type { LogOperation } from '#schema/wire/client/frame.ts'
import type { Author, Message } from '#sdk/index.ts'
import { dayOf } from './format-time.ts'
import { keyOf, type Notice, type Timeline } from './timeline.ts'

export type MessageItem = {
  message: Message
  masked: boolean
  /** An edit or a deletion of it that is on its way. */
  change: Extract<LogOperation, { type: 'edit' | 'delete' }> | null
}

export type Row =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'notice'; key: string; notice: Notice }
  | { kind: 'group'; key: string; author: Author; own: boolean; at: number; items: MessageItem[] }

export type GroupOptions = {
  timeline: Timeline
  pending: readonly LogOperation[]
  masked: ReadonlySet<string>
  userId: string
  timeZone?: string | undefined
}

const SAME_GROUP_MS = 5 * 60_000

function collectChanges(pending: readonly LogOperation[]): Map<string, MessageItem['change']> {
  const changes = new Map<string, MessageItem['change']>()
  for (const operation of pending) {
    if (operation.type !== 'send') changes.set(keyOf(operation.target), operation)
  }
  return changes
}

/** Rows to show, oldest first: messages of one author in a row stand together, and days are told apart. */
export function groupItems({ timeline, pending, masked, userId, timeZone }: GroupOptions): Row[] {
  const changes = collectChanges(pending)
  const rows: Row[] = []
  let day = ''
  const events = [...timeline.messages, ...timeline.notices].sort((a, b) => a.seq - b.seq)
  for (const event of events) {
    const eventDay = dayOf(event.at, timeZone)
    if (eventDay !== day) rows.push({ kind: 'day', key: `day-${eventDay}-${event.seq}`, at: event.at })
    day = eventDay
    if (event.type !== 'message') {
      rows.push({ kind: 'notice', key: keyOf(event), notice: event })
      continue
    }
    const item = { message: event, masked: masked.has(event.id), change: changes.get(keyOf(event)) ?? null }
    const last = rows.at(-1)
    const isSameGroup = last?.kind === 'group' && last.author.id === event.author.id
    const lastAt = isSameGroup ? (last.items.at(-1)?.message.at ?? 0) : 0
    if (isSameGroup && event.at - lastAt < SAME_GROUP_MS) last.items.push(item)
    else {
      const { author, at } = event
      rows.push({ kind: 'group', key: keyOf(event), author, own: author.id === userId, at, items: [item] })
    }
  }
  return rows
}
