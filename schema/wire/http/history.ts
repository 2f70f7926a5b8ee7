import * as z from 'zod'
import { timestamp, userId } from '../ids.ts'
import { DEFAULT_PAGE_ITEMS, MAX_PAGE_ITEMS } from '../limits.ts'
import { message } from '../server/log-events.ts'

const seqParameter = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/**
 * At most one of `before` and `after`, both exclusive, and `around`, which takes that message, or the place where it
 * stood, into the middle; with none, the newest messages. `thread` narrows it to the thread of the message at that seq.
 */
export const historyQuery = z
  .object({
    before: seqParameter.optional(),
    after: seqParameter.optional(),
    around: seqParameter.optional(),
    thread: seqParameter.optional(),
    limit: z.coerce.number().int().min(1).max(MAX_PAGE_ITEMS).default(DEFAULT_PAGE_ITEMS),
  })
  .refine(
    (q) => [q.before, q.after, q.around].filter((at) => at !== undefined).length <= 1,
    'give one of before, after and around',
  )
export type HistoryQuery = z.infer<typeof historyQuery>

/** Who reacted, in the order of reacting: the first ones by id, all of them by number. */
export const reactionSummary = z.object({
  emoji: z.string(),
  count: z.int().min(1),
  userIds: z.array(userId),
})
export type ReactionSummary = z.infer<typeof reactionSummary>

/** A message as it stands now. */
export const historyMessage = message.extend({
  reactions: z.array(reactionSummary).optional(),
  pinnedAt: timestamp.optional(),
  /** Messages in the thread of this one, deleted ones not counted; left out: none. */
  replies: z.int().min(1).optional(),
})
export type HistoryMessage = z.infer<typeof historyMessage>

/**
 * Messages by ascending seq, as they stand now; deleted ones carry an empty text. `hasMore`: there are more in the
 * direction asked for; around a message `hasMore` is about older ones and `hasNewer` about newer ones.
 */
export const history = z.object({
  messages: z.array(historyMessage),
  hasMore: z.boolean(),
  hasNewer: z.boolean().optional(),
  /** There are older ones, which the reader's plan does not reach: `hasMore` does not count them. */
  isLimited: z.boolean().optional(),
})
export type History = z.infer<typeof history>

/** The pinned messages, the latest pin first. `isLimited` as in a history. */
export const pinList = z.object({ messages: z.array(historyMessage), isLimited: z.boolean().optional() })
export type PinList = z.infer<typeof pinList>
