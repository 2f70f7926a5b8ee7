import { CLOSE } from '#schema/wire/close-codes.ts'
import { handleHello } from './handle-hello.ts'
import { handleOperation } from './handle-operation.ts'
import type { OpenRoom } from './open-room.ts'
import type { FrameProgress } from './operation.ts'
import { parseFrame } from './parse-frame.ts'
import { refuse, refuseBadInput } from './refuse.ts'
import type { Session } from './session.ts'

/** Everything that a socket may say. */
export function handleFrame(room: OpenRoom, session: Session, raw: string | ArrayBuffer): void {
  if (session.sessionExpiresAt <= room.deps.now()) {
    room.sessions.close(session, CLOSE.sessionExpired, 'session expired')
    return
  }
  const parsed = parseFrame(raw)
  if (!parsed.ok) {
    refuseBadInput(room, session, { code: parsed.code })
    return
  }
  const frame: FrameProgress = { refusal: null }
  parsed.events.forEach((item, index) => {
    if (session.phase === 'closed') return
    if (!item.ok) refuseBadInput(room, session, { code: item.code }, item.id)
    else if (item.event.type === 'hello') handleHello(room, session, item.event.position)
    else if (session.phase === 'admitted') refuse(room, session, { code: 'hello_required' }, item.event.id)
    else handleOperation(room, { session, event: item.event, frame, left: parsed.events.length - index })
  })
}
