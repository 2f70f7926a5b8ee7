import * as z from 'zod'
import { DEFAULT_PAGE_ITEMS, MAX_PAGE_ITEMS } from '../limits.ts'
import { message } from '../server/log-events.ts'

const seqParameter = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** At most one of `before` and `after`, both exclusive; with neither, the newest messages. */
export const historyQuery = z
  .object({
    before: seqParameter.optional(),
    after: seqParameter.optional(),
    limit: z.coerce.number().int().min(1).max(MAX_PAGE_ITEMS).default(DEFAULT_PAGE_ITEMS),
  })
  .refine((q) => q.before === undefined || q.after === undefined, 'give before or after, not both')
export type HistoryQuery = z.infer<typeof historyQuery>

/** Messages by ascending seq, as they stand now; deleted ones carry an empty text. */
export const history = z.object({ messages: z.array(message), hasMore: z.boolean() })
export type History = z.infer<typeof history>
