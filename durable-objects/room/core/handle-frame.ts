import type { Session } from '#durable-objects/sockets/session.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { MAY_NOT_READ } from './close-lapsed.ts'
import { handleHello } from './handle-hello.ts'
import { handleOperation } from './handle-operation.ts'
import { handleSignal } from './handle-signal.ts'
import { COME_BACK_MS } from './limits.ts'
import { findObjection, type OpenRoom } from './open-room.ts'
import type { FrameProgress } from './operation.ts'
import { parseFrame } from './parse-frame.ts'
import { refuse, refuseBadInput } from './refuse.ts'

/** Everything that a socket may say. */
export function handleFrame(room: OpenRoom, session: Session, raw: string | ArrayBuffer): void {
  // What was under way when the socket was closed, or is still sent by who does not care.
  if (session.phase === 'closed') return
  if (session.sessionExpiresAt <= room.deps.now()) {
    room.sessions.close(session, CLOSE.sessionExpired, 'session expired')
    return
  }
  // A role on the platform may end while a socket is open.
  if (findObjection(room, session.actor, 'room.read')) {
    room.sessions.close(session, CLOSE.membershipEnded, MAY_NOT_READ)
    return
  }
  session.heardAt = room.deps.now()
  const parsed = parseFrame(raw)
  const cost = parsed.ok ? parsed.events.length : 1
  if (!room.patience.charge(session.actor.userId, room.deps.now(), cost)) {
    room.sessions.close(session, CLOSE.flooding, `retry_after_ms=${COME_BACK_MS}`)
    return
  }
  if (!parsed.ok) {
    refuseBadInput(room, session, { code: parsed.code })
    return
  }
  const frame: FrameProgress = { refusal: null }
  parsed.events.forEach((item, index) => {
    if (session.phase === 'closed') return
    if (!item.ok) refuseBadInput(room, session, { code: item.code }, item.id)
    else if (item.event.type === 'hello') handleHello(room, session, item.event)
    else if (session.phase === 'admitted')
      refuse(room, session, { code: 'hello_required' }, 'id' in item.event ? item.event.id : undefined)
    else if ('id' in item.event)
      handleOperation(room, { session, event: item.event, frame, left: parsed.events.length - index })
    else handleSignal(room, session, item.event)
  })
}
