import type { Outcome, RoomRpc } from '#durable-objects/room/contract.ts'
import type { Room } from '#schema/wire/http/rooms.ts'
import { projectMembership, readMembershipSeq } from '#services/rooms/project-membership.ts'
import type { GatewayContext } from '../context.ts'
import { askRoom } from './ask-room.ts'

/**
 * Joins or leaves, then shows it in the caller's list of rooms ahead of the drain, as far as Postgres can be reached.
 * What the projection stood at is read before the room is asked: an event drained in between wins.
 */
export async function changeMembership(
  c: GatewayContext,
  roomId: string,
  change: 'joined' | 'left',
  ask: (room: RoomRpc) => Promise<Outcome<Room>>,
): Promise<Room> {
  const { db } = c.get('platform')
  const { userId } = c.get('actor')
  const seen = await readMembershipSeq(db, { roomId, userId })
  const room = await askRoom(c, roomId, ask)
  if (seen !== 'unknown') {
    await projectMembership(db, { roomId, userId, change, role: room.role ?? 'member', seenSeq: seen })
  }
  return room
}
