import { applyChange, currentRole, UNCHANGED } from '#domain/standing/standing.ts'
import { judgeSocket } from '#durable-objects/sockets/judge-socket.ts'
import type { Sessions } from '#durable-objects/sockets/sessions.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import type { RelayItem } from '../contract.ts'

/** Soon, for the person waits for the new role, and yet not all at once. */
const NEW_ROLE_REASON = 'retry_after_ms=100'

export function closeSockets(
  sessions: Sessions,
  { whose, code, reason }: Extract<RelayItem, { type: 'close' }>,
  now: number,
): void {
  if (whose === 'everyone' || whose.changes === undefined) {
    sessions.closeWhere(({ actor }) => whose === 'everyone' || whose.userId === actor.userId, code, reason)
    return
  }
  const standing = whose.changes.reduce(applyChange, UNCHANGED)
  for (const session of [...sessions]) {
    const { actor } = session
    if (actor.userId !== whose.userId) continue
    const ending = judgeSocket(standing, actor, now)
    if (ending) sessions.close(session, ending.code, ending.reason)
    else if (currentRole(standing, { role: actor.role, roleVersion: session.roleVersion }) !== actor.role)
      sessions.close(session, CLOSE.restarting, NEW_ROLE_REASON)
  }
}
