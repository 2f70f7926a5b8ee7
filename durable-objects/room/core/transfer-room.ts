import { isAdmitted } from '#domain/roles/admission.ts'
import { type Actor, can } from '#domain/roles/can.ts'
import type { Room } from '#schema/wire/http/rooms.ts'
import type { RoomRole } from '#schema/wire/server/log-events.ts'
import type { NewOwner } from '../contract.ts'
import { buildMembershipEvent } from './build-room-operation.ts'
import { appendTogether, inTurn, requireRight, toAuthor } from './change-room.ts'
import { closeLapsed } from './close-lapsed.ts'
import { toRoom } from './describe.ts'
import type { OpenRoom } from './open-room.ts'
import { Refusal } from './refusal.ts'

/** An owner must be able to own rooms, and to be in this one without owning it: nobody is let in by being made its owner. */
export function requireOwnable({ log }: OpenRoom, platformRole: NewOwner['platformRole'] | undefined): void {
  const { visibility } = log.record
  const isFit =
    platformRole && can({ role: platformRole }, 'room.own') && isAdmitted({ visibility, role: platformRole })
  if (!isFit) throw new Refusal({ code: 'conflict' })
}

/** Hands the room to another member; who had it stays as a moderator. Both or neither. */
export const transferRoom = (
  room: OpenRoom,
  actor: Actor,
  { userId, platformRole }: NewOwner,
): Promise<Room> =>
  inTurn(room, async () => {
    requireRight(room, actor, 'room.transfer')
    const target = room.log.members.find(userId)
    if (!target) throw new Refusal({ code: 'not_found' })
    if (userId === actor.userId) throw new Refusal({ code: 'conflict' })
    requireOwnable(room, platformRole)
    const author = toAuthor(actor)
    const give = (member: { id: string; name: string }, role: RoomRole) =>
      buildMembershipEvent(member, { change: 'role', role, author })
    const toModerator = give(author, 'moderator')
    await appendTogether(
      room,
      target.role === 'owner'
        ? [toModerator]
        : [give({ id: userId, name: target.name }, 'owner'), toModerator],
    )
    closeLapsed(room, actor.userId)
    return toRoom(room, actor.userId)
  })
