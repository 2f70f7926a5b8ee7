import type { LogEvent } from '#sdk/index.ts'
import type { Message } from './timeline.ts'

/** What is put beside a message, and taken away again. */
export type MarkEvent = Extract<LogEvent, { type: 'reaction' | 'pin' }>

type Reaction = NonNullable<Message['reactions']>[number]

/** Only the first reactors are listed; of who is not among them nothing is known but the number. */
const isListedWhole = ({ count, userIds }: Reaction) => userIds.length === count

function addReactor(held: Reaction | undefined, emoji: string, userId: string): Reaction {
  const { count, userIds } = held ?? { count: 0, userIds: [] }
  const others = userIds.filter((id) => id !== userId)
  const isNew = others.length === userIds.length
  // At the end, also where a page told it already: the list stands in the order of reacting.
  return { emoji, count: isNew ? count + 1 : count, userIds: [...others, userId] }
}

function removeReactor(held: Reaction, userId: string): Reaction {
  const userIds = held.userIds.filter((id) => id !== userId)
  const isTold = userIds.length === held.userIds.length && isListedWhole(held)
  return isTold ? held : { ...held, count: held.count - 1, userIds }
}

function react(
  message: Message,
  { emoji, change, author }: Extract<MarkEvent, { type: 'reaction' }>,
): Message {
  const reactions = message.reactions ?? []
  const held = reactions.find((reaction) => reaction.emoji === emoji)
  if (change === 'added') {
    const next = addReactor(held, emoji, author.id)
    return {
      ...message,
      reactions: held ? reactions.map((other) => (other === held ? next : other)) : [...reactions, next],
    }
  }
  if (!held) return message
  const next = removeReactor(held, author.id)
  if (next === held) return message
  const left = reactions.flatMap((other) => (other !== held ? [other] : next.count > 0 ? [next] : []))
  return withMarksOf(message, { ...message, reactions: left })
}

/** The message with the reactions and the pin of another copy of it; a deleted one has none. */
export function withMarksOf(message: Message, { reactions, pinnedAt }: Message): Message {
  const { reactions: _, pinnedAt: __, ...bare } = message
  if (message.deletedAt !== undefined) return bare
  return {
    ...bare,
    ...(reactions && reactions.length > 0 ? { reactions } : {}),
    ...(pinnedAt === undefined ? {} : { pinnedAt }),
  }
}

/** Applies one of the log's events to the message it is about. What a page of history told already changes nothing. */
export function markMessage(message: Message, event: MarkEvent): Message {
  if (message.deletedAt !== undefined) return message
  if (event.type === 'reaction') return react(message, event)
  const { pinnedAt: _, ...unpinned } = message
  return event.change === 'pinned' ? { ...unpinned, pinnedAt: event.at } : unpinned
}
