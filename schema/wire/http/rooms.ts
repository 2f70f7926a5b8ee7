import * as z from 'zod'
import { position, roomId, timestamp, userId } from '../ids.ts'
import { DEFAULT_PAGE_ITEMS, MAX_PAGE_ITEMS } from '../limits.ts'
import { author, roomRole } from '../server/log-events.ts'
import { displayName, roomTopic } from '../text.ts'

/** Who may join: everyone, who has an account, who pays, or who was invited. */
export const visibility = z.enum(['public', 'members', 'paid', 'private'])
export type Visibility = z.infer<typeof visibility>

export const room = z.object({
  id: roomId,
  name: z.string(),
  /** Left out: none. */
  topic: z.string().optional(),
  visibility,
  createdAt: timestamp,
  archivedAt: timestamp.nullable(),
  /** The caller's role in the room; null while not a member. */
  role: roomRole.nullable(),
})
export type Room = z.infer<typeof room>

export const createRoomBody = z.strictObject({ name: displayName, visibility: visibility.default('public') })
/** What of a room can be changed; at least one of them. */
export const changeRoomBody = z
  .strictObject({ name: displayName.optional(), topic: roomTopic.optional() })
  .refine((body) => body.name !== undefined || body.topic !== undefined, 'give name, topic or both')
export type ChangeRoom = z.infer<typeof changeRoomBody>

export const pageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_ITEMS).default(DEFAULT_PAGE_ITEMS),
})

export const listRoomsQuery = pageQuery.extend({ scope: z.enum(['all', 'joined']).default('all') })
/** A room in a list. `unread` as in the room's welcome, at most 1,000, some seconds late; only in rooms one has joined. */
export const listedRoom = room.extend({ unread: z.int().min(0).max(1000).optional() })
export type ListedRoom = z.infer<typeof listedRoom>
export const roomList = z.object({ rooms: z.array(listedRoom), nextCursor: z.string().nullable() })
export type RoomList = z.infer<typeof roomList>

export const member = z.object({
  user: author,
  role: roomRole,
  joinedAt: timestamp,
  /** While it lies ahead the member may say nothing. */
  mutedUntil: timestamp.optional(),
})
export type Member = z.infer<typeof member>
export const memberList = z.object({ members: z.array(member), nextCursor: z.string().nullable() })
export type MemberList = z.infer<typeof memberList>

/** How far one has received and read, and what is left: messages of others after `read`, deleted ones not counted. */
export const unread = z.object({
  head: position,
  delivered: position.nullable(),
  read: position.nullable(),
  unread: z.int().min(0),
})
export type Unread = z.infer<typeof unread>

export const changeMemberBody = z.strictObject({ role: roomRole })
export type ChangeMember = z.infer<typeof changeMemberBody>

export const transferRoomBody = z.strictObject({ userId })
export type TransferRoom = z.infer<typeof transferRoomBody>

/** A mute of 1 minute to 28 days. */
export const muteBody = z.strictObject({
  seconds: z
    .int()
    .min(60)
    .max(28 * 86_400),
})
export type Mute = z.infer<typeof muteBody>
