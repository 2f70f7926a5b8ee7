import { currentRole, type Standing } from '#domain/standing/standing.ts'
import type { RecordedChange } from '#domain/standing/standing-change.ts'
import { type Ending, judgeSocket } from '#durable-objects/sockets/judge-socket.ts'
import { keepSession, type Session } from '#durable-objects/sockets/session.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { findObjection, type OpenRoom } from './open-room.ts'

/**
 * The person's sockets here end, or go on with the role that counts now; relays do the same with theirs. Settles once the relays
 * have: a room that is killed before that is told again.
 */
export async function applyStanding(
  room: OpenRoom,
  userId: string,
  changes: readonly RecordedChange[],
): Promise<void> {
  const standing = room.standings.note(userId, changes)
  const here = [...room.sessions].filter(({ actor }) => actor.userId === userId)
  for (const session of here) if (takeRole(session, standing)) keepSession(session)
  // What their relays have sent here already counts as they stand now; the relays keep and end the sockets themselves.
  const relayed = room.relayed.listOf(userId)
  for (const session of relayed) takeRole(session, standing)
  for (const session of [...here, ...relayed]) {
    const ending = findEnding(room, session, standing)
    if (!ending) continue
    session.isBarred = true
    room.sessions.close(session, ending.code, ending.reason)
  }
  await room.relays.judge(userId, changes)
}

/** Whether the session has another role now. */
function takeRole(session: Session, standing: Standing): boolean {
  const { actor, roleVersion } = session
  const role = currentRole(standing, { role: actor.role, roleVersion })
  session.roleVersion = Math.max(roleVersion, standing.role?.roleVersion ?? 0)
  if (role === actor.role) return session.roleVersion !== roleVersion
  session.actor = { ...actor, role }
  return true
}

function findEnding(room: OpenRoom, { actor }: Session, standing: Standing): Ending | null {
  const ending = judgeSocket(standing, actor, room.deps.now())
  if (ending || !standing.role || !findObjection(room, actor, 'room.read')) return ending
  return { code: CLOSE.membershipEnded, reason: 'the role does not allow it any more' }
}
