import type { LogOperation } from '#schema/wire/client/frame.ts'
import { dayOf } from './format-time.ts'
import { keyOf, type Message, type Notice, type Timeline } from './timeline.ts'

type Change = Extract<LogOperation, { type: 'edit' | 'delete' }>

export type MessageItem = {
  kind: 'message'
  key: string
  message: Message
  own: boolean
  /** The first of its author's messages in a row: it carries the name and the time. */
  startsGroup: boolean
  masked: boolean
  /** The message that it answers, or whose thread it is in; null where it is not held, undefined where it answers none. */
  answered: Message | null | undefined
  /** An edit or a deletion of it that is on its way. */
  change: Change | null
}

export type Row =
  | { kind: 'day'; key: string; at: number }
  /** What follows was not read when the room was opened. */
  | { kind: 'unread'; key: string }
  | { kind: 'notice'; key: string; notice: Notice }
  | MessageItem

export type RowOptions = {
  timeline: Timeline
  pending: readonly LogOperation[]
  masked: ReadonlySet<string>
  userId: string
  /** The seq up to which the person had read; null: nothing was left unread. */
  readUntil?: number | null
  timeZone?: string | undefined
}

const SAME_GROUP_MS = 5 * 60_000

function collectChanges(pending: readonly LogOperation[]): Map<string, Change> {
  const changes = new Map<string, Change>()
  for (const operation of pending) {
    if (operation.type === 'edit' || operation.type === 'delete')
      changes.set(keyOf(operation.target), operation)
  }
  return changes
}

const continues = (previous: Row | undefined, { author, at }: Message): boolean =>
  previous?.kind === 'message' &&
  previous.message.author.id === author.id &&
  at - previous.message.at < SAME_GROUP_MS

/** The first unread message; null where it may stand before the oldest one held. */
function findUnread({ timeline, userId, readUntil = null }: RowOptions): Message | null {
  const oldest = timeline.messages[0]
  if (readUntil === null || !oldest || (oldest.seq > readUntil && timeline.hasOlder)) return null
  return (
    timeline.messages.find(
      ({ seq, author, deletedAt }) => seq > readUntil && author.id !== userId && deletedAt === undefined,
    ) ?? null
  )
}

/** Rows to show, oldest first. A row's key stays its own while others come and go, or a text being edited were lost. */
export function buildRows(options: RowOptions): Row[] {
  const { timeline, pending, masked, userId, timeZone } = options
  const unread = findUnread(options)
  const changes = collectChanges(pending)
  const byKey = new Map(timeline.messages.map((message) => [keyOf(message), message]))
  const rows: Row[] = []
  let day = ''
  const events = [...timeline.messages, ...timeline.notices].sort((a, b) => a.seq - b.seq)
  for (const event of events) {
    const key = keyOf(event)
    const eventDay = dayOf(event.at, timeZone)
    if (eventDay !== day)
      rows.push({ kind: 'day', key: `day ${eventDay} ${rows.length === 0 ? '' : key}`, at: event.at })
    day = eventDay
    if (event === unread) rows.push({ kind: 'unread', key: 'unread' })
    if (event.type !== 'message') rows.push({ kind: 'notice', key, notice: event })
    else {
      const answers = event.replyTo ?? event.thread
      rows.push({
        kind: 'message',
        key,
        message: event,
        own: event.author.id === userId,
        startsGroup: !continues(rows.at(-1), event),
        masked: masked.has(event.id),
        answered: answers && (byKey.get(keyOf(answers)) ?? null),
        change: changes.get(key) ?? null,
      })
    }
  }
  return rows
}
