import * as z from 'zod'
import { clientId, epoch, mentions, position, seq, timestamp, userId } from '../ids.ts'

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
  replyTo: position.optional(),
  thread: position.optional(),
  mentions: mentions.optional(),
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
  mentions: mentions.optional(),
})

export const messageDeleted = z.object({
  ...logged,
  type: z.literal('deleted'),
  id: clientId,
  author,
  target: position,
})

export const reaction = z.object({
  ...logged,
  type: z.literal('reaction'),
  id: clientId,
  author,
  target: position,
  emoji: z.string(),
  change: z.enum(['added', 'removed']),
})

export const pinChanged = z.object({
  ...logged,
  type: z.literal('pin'),
  id: clientId,
  author,
  target: position,
  change: z.enum(['pinned', 'unpinned']),
})

/** `role`: the member's role is now `role`. `removed`: a moderator ended the membership. */
export const membership = z.object({
  ...logged,
  type: z.literal('membership'),
  member: author,
  change: z.enum(['joined', 'left', 'removed', 'role']),
  role: roomRole,
  /** Who did it, where that is not the member. */
  author: author.optional(),
  /** With `left`: the account was deleted. Nothing that the member said, and no name, is to be shown any more. */
  erased: z.literal(true).optional(),
})

/** What a moderator did to a member. A mute ends at `until`. */
export const moderation = z.object({
  ...logged,
  type: z.literal('moderation'),
  author,
  member: author,
  action: z.enum(['muted', 'unmuted']),
  until: timestamp.nullable(),
})

export const roomChanged = z.object({
  ...logged,
  type: z.literal('room'),
  author,
  change: z.enum(['created', 'renamed', 'topic', 'archived']),
  name: z.string(),
  /** As it stands after the change; left out: none. */
  topic: z.string().optional(),
})

/** The events of a room's log: append-only, each at one `(epoch, seq)`, delivered in order without a gap. */
export const logEvent = z.discriminatedUnion('type', [
  message,
  messageEdited,
  messageDeleted,
  reaction,
  pinChanged,
  membership,
  moderation,
  roomChanged,
])
export type LogEvent = z.infer<typeof logEvent>
