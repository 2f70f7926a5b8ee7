import type { RecordedChange } from '#domain/standing/standing-change.ts'
import { judgeSocket } from '#durable-objects/sockets/judge-socket.ts'
import { keepSession } from '#durable-objects/sockets/session.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { findObjection, type OpenRoom } from './open-room.ts'

/** The person's sockets here end, or go on with the role that counts now; relays do the same with theirs. */
export function applyStanding(room: OpenRoom, userId: string, changes: readonly RecordedChange[]): void {
  const standing = room.standings.note(userId, changes)
  for (const session of [...room.sessions]) {
    if (session.actor.userId !== userId) continue
    const ending = judgeSocket(standing, session.actor, room.deps.now())
    if (ending) {
      room.sessions.close(session, ending.code, ending.reason)
      continue
    }
    const role = standing.role?.role ?? session.actor.role
    if (role === session.actor.role) continue
    session.actor = { ...session.actor, role }
    keepSession(session)
    if (findObjection(room, session.actor, 'room.read')) {
      room.sessions.close(session, CLOSE.membershipEnded, 'the role does not allow it any more')
    }
  }
  room.relayed.forget(userId)
  room.relays.judge(userId, changes)
}
