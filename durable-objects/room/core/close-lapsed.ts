import { CLOSE } from '#schema/wire/close-codes.ts'
import { findObjection, type OpenRoom } from './open-room.ts'

export const MAY_NOT_READ = 'may not read here any more'

/** Closes the sockets of a person who may not read here any more, after what they may do has changed. */
export function closeLapsed(room: OpenRoom, userId: string): void {
  room.sessions.closeWhere(
    ({ actor }) => actor.userId === userId && findObjection(room, actor, 'room.read') !== null,
    CLOSE.membershipEnded,
    MAY_NOT_READ,
  )
  // What role on the platform a relay's sockets have is not known here: coming back, they are judged anew.
  room.relays.close({ userId }, CLOSE.restarting, 'retry_after_ms=0')
}
