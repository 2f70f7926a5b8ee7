import type { LogOperation } from '#schema/wire/client/frame.ts'
import type { Ack, Author, History, HistoryMessage, LogEvent, Position } from '#sdk/index.ts'
import { type MarkEvent, markMessage, withMarksOf } from './mark-message.ts'
import { laterRevision, newerOf, type Revision, reviseMessage } from './revise-message.ts'

/** A message as it stands, with what others did to it. */
export type Message = HistoryMessage

export type Notice = Extract<LogEvent, { type: 'membership' | 'room' | 'moderation' }>

/** What is known of a room's log, ascending by seq and without a hole between the oldest message and the newest. */
export type Timeline = {
  messages: readonly Message[]
  notices: readonly Notice[]
  revisions: ReadonlyMap<string, Revision>
  /** Reactions and pins since the last page was asked for, oldest first: a page under way may not tell them. */
  marks: readonly MarkEvent[]
  hasOlder: boolean
}

export const EMPTY_TIMELINE: Timeline = {
  messages: [],
  notices: [],
  revisions: new Map(),
  marks: [],
  hasOlder: false,
}

const MAX_NOTICES = 200
/** More than can come while a page is under way. */
const MAX_MARKS = 1000

export const keyOf = ({ epoch, seq }: Position): string => `${epoch}:${seq}`

/** Puts messages where they stand by seq; `join` makes one of two copies, the one held and the one added. */
function place(
  timeline: Timeline,
  added: readonly Message[],
  join: (held: Message, added: Message) => Message,
): Timeline {
  const [first] = added
  const last = timeline.messages.at(-1)
  if (first && (!last || last.seq < first.seq))
    return { ...timeline, messages: [...timeline.messages, ...added] }
  const bySeq = new Map(timeline.messages.map((message) => [message.seq, message]))
  for (const message of added) {
    const held = bySeq.get(message.seq)
    bySeq.set(message.seq, held ? join(held, message) : message)
  }
  return { ...timeline, messages: [...bySeq.values()].sort((a, b) => a.seq - b.seq) }
}

const bring = ({ revisions, marks }: Timeline, found: Message): Message => {
  const key = keyOf(found)
  const own = marks.filter(({ target }) => keyOf(target) === key)
  return own.reduce(markMessage, reviseMessage(found, revisions.get(key)))
}

/** As it was said: it tells nothing of what was put beside it since. */
const insert = (timeline: Timeline, said: Message): Timeline =>
  place(timeline, [bring(timeline, said)], (held, added) => withMarksOf(newerOf(held, added), held))

const change = (timeline: Timeline, target: Position, apply: (message: Message) => Message): Timeline => ({
  ...timeline,
  messages: timeline.messages.map((message) => (keyOf(message) === keyOf(target) ? apply(message) : message)),
})

function applyRevision(timeline: Timeline, target: Position, added: Revision): Timeline {
  const key = keyOf(target)
  const revision = laterRevision(timeline.revisions.get(key), added)
  const revisions = new Map(timeline.revisions).set(key, revision)
  return change({ ...timeline, revisions }, target, (message) => reviseMessage(message, revision))
}

const applyMark = (timeline: Timeline, event: MarkEvent): Timeline =>
  change({ ...timeline, marks: [...timeline.marks, event].slice(-MAX_MARKS) }, event.target, (message) =>
    markMessage(message, event),
  )

/** A page is asked for: it tells whatever this timeline knows by now. */
export const beginPage = (timeline: Timeline): Timeline => ({ ...timeline, marks: [] })

/** The newest page: what lies before it is dropped, for there may be a hole between. */
export function mergeNewest(timeline: Timeline, page: History): Timeline {
  const oldest = page.messages[0]?.seq ?? 0
  const held = timeline.messages.filter((message) => message.seq >= oldest)
  return mergePage({ ...timeline, messages: held }, page)
}

/** The page just before the oldest message held. */
export const mergeOlder = (timeline: Timeline, page: History): Timeline => mergePage(timeline, page)

/** A page that touches what is held. */
export function mergePage(timeline: Timeline, page: History): Timeline {
  const found = page.messages.map((message) => bring(timeline, message))
  const merged = place(timeline, found, (held, added) => withMarksOf(newerOf(held, added), added))
  return { ...merged, hasOlder: page.hasMore }
}

export function applyEvent(timeline: Timeline, event: LogEvent): Timeline {
  switch (event.type) {
    case 'message':
      return insert(timeline, event)
    case 'edited': {
      const { target, at, text, mentions } = event
      return applyRevision(timeline, target, { at, text, mentions, deleted: false })
    }
    case 'deleted':
      return applyRevision(timeline, event.target, { at: event.at, text: '', deleted: true })
    case 'reaction':
    case 'pin':
      return applyMark(timeline, event)
    default:
      return { ...timeline, notices: [...timeline.notices, event].slice(-MAX_NOTICES) }
  }
}

/** An acknowledgement says as much as the event that follows it, and says it first. */
export function applyAck(timeline: Timeline, operation: LogOperation, ack: Ack, author: Author): Timeline {
  const { id, epoch, seq, at } = ack
  if (operation.type === 'delete') {
    return applyRevision(timeline, operation.target, { at, text: '', deleted: true })
  }
  if (!('text' in operation)) return timeline
  const text = ack.text ?? operation.text
  const { mentions } = operation
  if (operation.type === 'edit')
    return applyRevision(timeline, operation.target, { at, text, mentions, deleted: false })
  const { replyTo, thread } = operation
  return insert(timeline, {
    ...{ type: 'message', id, epoch, seq, at, author, text },
    ...(replyTo ? { replyTo } : {}),
    ...(thread ? { thread } : {}),
    ...(mentions ? { mentions } : {}),
  })
}

/** Two stretches that touch or overlap: `newer` knows each message better. */
export function join(older: Timeline, newer: Timeline): Timeline {
  const isOlder = (older.messages[0]?.seq ?? 0) <= (newer.messages[0]?.seq ?? Number.MAX_SAFE_INTEGER)
  const joined = place(newer, older.messages, (held) => held)
  return { ...joined, hasOlder: isOlder ? older.hasOlder : newer.hasOlder }
}

/** Forgets the oldest messages beyond `keep`; scrolling up loads them again. */
export function trim(timeline: Timeline, keep: number): Timeline {
  if (timeline.messages.length <= keep) return timeline
  const messages = timeline.messages.slice(-keep)
  const oldest = messages[0]?.seq ?? 0
  const notices = timeline.notices.filter(({ seq }) => seq >= oldest)
  return { ...timeline, messages, notices, hasOlder: true }
}
