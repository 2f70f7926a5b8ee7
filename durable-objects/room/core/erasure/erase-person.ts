import { ERASED_NAME } from '#domain/room-log/erase-from-event.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import type { StoredMember } from '../../storage/port.ts'
import { buildErasureEvent, buildMembershipEvent, buildRoomEvent } from '../build-room-operation.ts'
import { appendUnlimited, inTurn } from '../change-room.ts'
import type { OpenRoom } from '../open-room.ts'

/**
 * From here on nothing of the person is shown or taken, and their keys are gone: one event of the log, and its effects in the
 * same transaction. Repeating it changes nothing.
 */
export const erasePerson = (room: OpenRoom, userId: string): Promise<void> =>
  inTurn(room, async () => {
    if (room.log.erasures.has(userId)) return
    const member = room.log.members.find(userId)
    // Before the person leaves: where this ends halfway, the next try finds them still here.
    if (member) await passOnOwnership(room, member)
    await appendUnlimited(room, buildErasureEvent(userId, member?.role ?? 'member'))
    room.keys.forget()
    room.audience.close({ userId }, CLOSE.sessionRevoked, 'the account was deleted')
  })

/** A room without an owner can't be governed: who has been here longest becomes one, else the room is archived. */
async function passOnOwnership(room: OpenRoom, { userId, role }: StoredMember): Promise<void> {
  const { storage } = room.deps
  if (role !== 'owner' || storage.countMembers().owners > 1) return
  const leaver = { id: userId, name: ERASED_NAME }
  const successor = storage.findSuccessor(userId)
  if (successor) {
    const next = { id: successor.userId, name: successor.name }
    await appendUnlimited(room, buildMembershipEvent(next, { change: 'role', role: 'owner', author: leaver }))
  } else if (room.log.record.archivedAt === null) {
    await appendUnlimited(room, buildRoomEvent(leaver, 'archived', room.log.record))
    room.audience.close('everyone', CLOSE.archived, 'the room is archived')
  }
}
