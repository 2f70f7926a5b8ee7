import { type Erasures, eraseFromEvent } from '#domain/room-log/erase-from-event.ts'
import type { LogOperation } from '#schema/wire/client/frame.ts'
import type { Ack, Author, History, HistoryMessage, LogEvent, Position } from '#sdk/index.ts'

/** A message as it stands, with what others did to it. */
export type Message = HistoryMessage

export type Notice = Extract<LogEvent, { type: 'membership' | 'room' | 'moderation' }>

/** An edit or a deletion, kept because the message it changes may be loaded after it. */
type Revision = { at: number; text: string; deleted: boolean }

/** What is known of a room's log, ascending by seq and without a hole between the oldest message and the newest. */
export type Timeline = {
  messages: readonly Message[]
  notices: readonly Notice[]
  revisions: ReadonlyMap<string, Revision>
  /** People whose accounts were deleted: what is still on its way of them is not shown either. */
  erasures: Erasures
  hasOlder: boolean
}

export const EMPTY_TIMELINE: Timeline = {
  messages: [],
  notices: [],
  revisions: new Map(),
  erasures: new Map(),
  hasOlder: false,
}

const MAX_NOTICES = 200

export const keyOf = ({ epoch, seq }: Position): string => `${epoch}:${seq}`

function revise(message: Message, revision: Revision | undefined): Message {
  if (!revision || message.deletedAt !== undefined) return message
  if (revision.deleted) return { ...message, text: '', deletedAt: revision.at }
  if (revision.at < (message.editedAt ?? 0)) return message
  return { ...message, text: revision.text, editedAt: revision.at }
}

const toShown = ({ revisions, erasures }: Timeline, message: Message): Message =>
  eraseFromEvent(revise(message, revisions.get(keyOf(message))), erasures)

/** The later state of two copies of one message. */
function newerOf(held: Message, found: Message): Message {
  if (held.deletedAt !== undefined) return held
  if (found.deletedAt !== undefined) return found
  return (found.editedAt ?? 0) >= (held.editedAt ?? 0) ? found : held
}

function merge(held: readonly Message[], found: readonly Message[]): Message[] {
  const bySeq = new Map(held.map((message) => [message.seq, message]))
  for (const message of found) {
    const known = bySeq.get(message.seq)
    bySeq.set(message.seq, known ? newerOf(known, message) : message)
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

function insert(timeline: Timeline, added: Message): Timeline {
  const message = toShown(timeline, added)
  const last = timeline.messages.at(-1)
  const messages =
    !last || last.seq < message.seq ? [...timeline.messages, message] : merge(timeline.messages, [message])
  return { ...timeline, messages }
}

function applyRevision(timeline: Timeline, target: Position, revision: Revision): Timeline {
  const key = keyOf(target)
  const known = timeline.revisions.get(key)
  if (known?.deleted || (known && !revision.deleted && known.at > revision.at)) return timeline
  return {
    ...timeline,
    revisions: new Map(timeline.revisions).set(key, revision),
    messages: timeline.messages.map((message) =>
      keyOf(message) === key ? revise(message, revision) : message,
    ),
  }
}

/** The newest page: what lies before it is dropped, for there may be a hole between. */
export function mergeNewest(timeline: Timeline, page: History): Timeline {
  const oldest = page.messages[0]?.seq ?? 0
  const held = timeline.messages.filter((message) => message.seq >= oldest)
  return mergePage({ ...timeline, messages: held }, page)
}

/** The page just before the oldest message held. */
export const mergeOlder = (timeline: Timeline, page: History): Timeline => mergePage(timeline, page)

function mergePage(timeline: Timeline, page: History): Timeline {
  const found = page.messages.map((message) => toShown(timeline, message))
  return { ...timeline, messages: merge(timeline.messages, found), hasOlder: page.hasMore }
}

const change = (timeline: Timeline, target: Position, apply: (message: Message) => Message): Timeline => ({
  ...timeline,
  messages: timeline.messages.map((message) => (keyOf(message) === keyOf(target) ? apply(message) : message)),
})

/** A reaction that the page of history told already changes nothing. */
function react(
  message: Message,
  { emoji, change, author }: Extract<LogEvent, { type: 'reaction' }>,
): Message {
  const reactions = message.reactions ?? []
  const held = reactions.find((reaction) => reaction.emoji === emoji)
  const isHeld = held?.userIds.includes(author.id) ?? false
  if (change === 'added') {
    if (isHeld) return message
    const next = { emoji, count: (held?.count ?? 0) + 1, userIds: [...(held?.userIds ?? []), author.id] }
    return {
      ...message,
      reactions: held ? reactions.map((other) => (other === held ? next : other)) : [...reactions, next],
    }
  }
  if (!held) return message
  const next = { ...held, count: held.count - 1, userIds: held.userIds.filter((id) => id !== author.id) }
  return {
    ...message,
    reactions: reactions.flatMap((other) => (other !== held ? [other] : next.count > 0 ? [next] : [])),
  }
}

function pin({ pinnedAt: _, ...message }: Message, pinnedAt: number | null): Message {
  return pinnedAt === null ? message : { ...message, pinnedAt }
}

export function applyEvent(timeline: Timeline, event: LogEvent): Timeline {
  if (event.type === 'message') return insert(timeline, event)
  if (event.type === 'edited') {
    return applyRevision(timeline, event.target, { at: event.at, text: event.text, deleted: false })
  }
  if (event.type === 'deleted') {
    return applyRevision(timeline, event.target, { at: event.at, text: '', deleted: true })
  }
  if (event.type === 'reaction') return change(timeline, event.target, (message) => react(message, event))
  if (event.type === 'pin') {
    return change(timeline, event.target, (message) =>
      pin(message, event.change === 'pinned' ? event.at : null),
    )
  }
  const noted = { ...timeline, notices: [...timeline.notices, event].slice(-MAX_NOTICES) }
  return event.type === 'membership' && event.erased ? erase(noted, event.member.id, event.at) : noted
}

/** Nothing that the person said, and no name of theirs, is kept. */
function erase(timeline: Timeline, userId: string, at: number): Timeline {
  const erasures = new Map(timeline.erasures).set(userId, at)
  return {
    ...timeline,
    erasures,
    messages: timeline.messages.map((message) => eraseFromEvent(message, erasures)),
    notices: timeline.notices.map((notice) => eraseFromEvent(notice, erasures)),
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
  if (operation.type === 'edit')
    return applyRevision(timeline, operation.target, { at, text, deleted: false })
  if (operation.type !== 'send') return timeline
  const { replyTo, thread, mentions } = operation
  return insert(timeline, {
    ...{ type: 'message', id, epoch, seq, at, author, text },
    ...(replyTo ? { replyTo } : {}),
    ...(thread ? { thread } : {}),
    ...(mentions ? { mentions } : {}),
  })
}

/** Forgets the oldest messages beyond `keep`; scrolling up loads them again. */
export function trim(timeline: Timeline, keep: number): Timeline {
  if (timeline.messages.length <= keep) return timeline
  const messages = timeline.messages.slice(-keep)
  const oldest = messages[0]?.seq ?? 0
  const notices = timeline.notices.filter(({ seq }) => seq >= oldest)
  return { ...timeline, messages, notices, hasOlder: true }
}
