import * as z from 'zod'
import { roomId, timestamp } from '../ids.ts'
import { DEFAULT_PAGE_ITEMS, MAX_PAGE_ITEMS } from '../limits.ts'
import { author, roomRole } from '../server/log-events.ts'
import { displayName } from '../text.ts'

export const visibility = z.enum(['public', 'private'])

export const room = z.object({
  id: roomId,
  name: z.string(),
  visibility,
  createdAt: timestamp,
  archivedAt: timestamp.nullable(),
  /** The caller's role in the room; null while not a member. */
  role: roomRole.nullable(),
})
export type Room = z.infer<typeof room>

export const createRoomBody = z.strictObject({ name: displayName, visibility: visibility.default('public') })
export const renameRoomBody = z.strictObject({ name: displayName })

export const pageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_ITEMS).default(DEFAULT_PAGE_ITEMS),
})

export const listRoomsQuery = pageQuery.extend({ scope: z.enum(['all', 'joined']).default('all') })
export const roomList = z.object({ rooms: z.array(room), nextCursor: z.string().nullable() })
export type RoomList = z.infer<typeof roomList>

export const member = z.object({ user: author, role: roomRole, joinedAt: timestamp })
export type Member = z.infer<typeof member>
export const memberList = z.object({ members: z.array(member), nextCursor: z.string().nullable() })
export type MemberList = z.infer<typeof memberList>
