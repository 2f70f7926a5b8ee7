import * as z from 'zod'
import { position, timestamp, userId } from '../ids.ts'
import { author, message } from './log-events.ts'

/** Who writes now, all of them; beyond a handful, or in a huge room, only how many. Empty: nobody. */
export const typing = z.object({
  type: z.literal('typing'),
  count: z.int().min(0),
  users: z.array(author).optional(),
})

export const presenceState = z.enum(['online', 'away', 'offline'])
export type PresenceState = z.infer<typeof presenceState>

/** `users` are those who changed, with `whole` all who are not offline. A huge room tells only how many there are. */
export const presence = z.object({
  type: z.literal('presence'),
  online: z.int().min(0),
  away: z.int().min(0),
  whole: z.boolean().optional(),
  users: z.array(z.object({ user: author, state: presenceState })).optional(),
})

/** How far others have received and read; only what changed. Not told in a huge room. */
export const receipts = z.object({
  type: z.literal('receipts'),
  receipts: z.array(
    z.object({
      userId,
      delivered: position.optional(),
      read: position.optional(),
      readAt: timestamp.optional(),
    }),
  ),
})

/** To a socket in the background: the log has grown up to here. */
export const head = z.object({ type: z.literal('head'), head: position })

/** To a socket in the background: a message that names its person. It moves no position. */
export const mention = z.object({ type: z.literal('mention'), message })

/** For people to see. `recording_delayed`: what is said is kept in the room and recorded later. */
export const notice = z.object({
  type: z.literal('notice'),
  code: z.enum(['recording_delayed', 'recording_restored']),
  message: z.string(),
  at: timestamp,
})

/** Advice: open a new socket at a moment of one's own choice within `withinMs`, before this one is closed. */
export const reconnect = z.object({
  type: z.literal('reconnect'),
  reason: z.enum(['age', 'moving']),
  withinMs: z.int().min(0),
})
