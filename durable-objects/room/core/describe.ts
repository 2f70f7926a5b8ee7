import type { Actor } from '#domain/roles/can.ts'
import type { Room } from '#schema/wire/http/rooms.ts'
import { computeStanding, findObjection, type OpenRoom } from './open-room.ts'
import { Refusal } from './refusal.ts'

export const toRoom = ({ log }: OpenRoom, userId: string): Room => {
  const { roomId, name, topic, visibility, createdAt, archivedAt } = log.record
  const role = log.members.find(userId)?.role ?? null
  return { id: roomId, name, ...(topic === '' ? {} : { topic }), visibility, createdAt, archivedAt, role }
}

/** Who may read a room, or could join it, may know of it; an archived public one stays known. */
export function describeRoom(room: OpenRoom, actor: Actor): Room {
  const isPublic = computeStanding(room, actor.userId).visibility === 'public'
  if (!isPublic && findObjection(room, actor, 'room.read')) throw new Refusal({ code: 'not_found' })
  return toRoom(room, actor.userId)
}
