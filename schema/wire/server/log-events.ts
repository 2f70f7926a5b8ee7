import * as z from 'zod'
import { clientId, epoch, position, seq, timestamp, userId } from '../ids.ts'

/** Role of a member within one room. */
export const roomRole = z.enum(['owner', 'moderator', 'member'])
export type RoomRole = z.infer<typeof roomRole>

export const author = z.object({ id: userId, name: z.string() })
export type Author = z.infer<typeof author>

const logged = { epoch, seq, at: timestamp }

/** A message. After an edit or a deletion it is delivered as it stands now, `text` empty once deleted. */
export const message = z.object({
  ...logged,
  type: z.literal('message'),
  id: clientId,
  author,
  text: z.string(),
  editedAt: timestamp.optional(),
  deletedAt: timestamp.optional(),
})
export type Message = z.infer<typeof message>

export const messageEdited = z.object({
  ...logged,
  type: z.literal('edited'),
  id: clientId,
  author,
  target: position,
  text: z.string(),
})

export const messageDeleted = z.object({
  ...logged,
  type: z.literal('deleted'),
  id: clientId,
  author,
  target: position,
})

export const membership = z.object({
  ...logged,
  type: z.literal('membership'),
  member: author,
  change: z.enum(['joined', 'left']),
  role: roomRole,
})

export const roomChanged = z.object({
  ...logged,
  type: z.literal('room'),
  author,
  change: z.enum(['created', 'renamed', 'archived']),
  name: z.string(),
})

/** The events of a room's log: append-only, each at one `(epoch, seq)`, delivered in order without a gap. */
export const logEvent = z.discriminatedUnion('type', [
  message,
  messageEdited,
  messageDeleted,
  membership,
  roomChanged,
])
export type LogEvent = z.infer<typeof logEvent>
