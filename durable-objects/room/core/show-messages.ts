import type { HistoryMessage } from '#schema/wire/http/history.ts'
import type { Message } from '#schema/wire/server/log-events.ts'
import type { OpenRoom } from './open-room.ts'

/** Messages of this object's log, oldest first, with what stands beside them: reactions, pin, size of the thread. */
export function showMessages({ deps }: OpenRoom, messages: readonly Message[]): HistoryMessage[] {
  const first = messages.at(0)?.seq
  const last = messages.at(-1)?.seq
  if (first === undefined || last === undefined) return []
  const reactions = deps.storage.readReactions(first, last)
  const replies = deps.storage.readReplies(first, last)
  const pins = deps.storage.readPins()
  return messages.map((message) => {
    const { seq } = message
    const isGone = message.deletedAt !== undefined
    const [reacted, pinnedAt] = isGone ? [] : [reactions.get(seq), pins.get(seq)]
    const replied = replies.get(seq)
    return {
      ...message,
      ...(reacted ? { reactions: reacted } : {}),
      ...(pinnedAt === undefined ? {} : { pinnedAt }),
      ...(replied === undefined ? {} : { replies: replied }),
    }
  })
}
