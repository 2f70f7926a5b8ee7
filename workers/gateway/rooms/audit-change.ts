import { type AuditNote, noteAudit } from '#services/audit/note-audit.ts'
import { withDeadline } from '#services/connections/with-deadline.ts'
import type { GatewayContext } from '../context.ts'
import { log } from '../log.ts'

const TIMEOUT_MS = 3000

type Change = Pick<AuditNote, 'action' | 'detail'> & { roomId: string }

/** The audit entry of what the caller has just done to a room. Throws where it can't be written: then nothing is answered. */
export async function auditChange(c: GatewayContext, { roomId, action, detail }: Change): Promise<void> {
  const note = {
    ...{ action, detail },
    actorId: c.get('actor').userId,
    targetType: 'room',
    targetId: roomId,
    requestId: c.get('requestId'),
    now: new Date(),
  }
  await withDeadline(noteAudit(c.get('platform').db, note), TIMEOUT_MS)
}

/** The same for what the room's own log tells too: that Postgres is down does not undo it, and is reported. */
export async function auditLoggedChange(c: GatewayContext, change: Change): Promise<void> {
  await auditChange(c, change).catch(() => {
    log('error', 'audit-missed', {
      requestId: c.get('requestId'),
      action: change.action,
      roomId: change.roomId,
    })
  })
}
