import type { Actor } from '#domain/roles/can.ts'
import type { Room } from '#schema/wire/http/rooms.ts'
import { findObjection, type OpenRoom } from './open-room.ts'
import { Refusal } from './refusal.ts'

export const toRoom = ({ log }: OpenRoom, userId: string): Room => {
  const { roomId, name, topic, visibility, createdAt, archivedAt } = log.record
  const role = log.members.find(userId)?.role ?? null
  return { id: roomId, name, ...(topic === '' ? {} : { topic }), visibility, createdAt, archivedAt, role }
}

/** Who may know of a room; an archived one stays known to whom it was. */
export function describeRoom(room: OpenRoom, actor: Actor): Room {
  if (findObjection(room, actor, 'room.see')) throw new Refusal({ code: 'not_found' })
  return toRoom(room, actor.userId)
}
