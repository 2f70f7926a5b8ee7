import type { Session } from '#durable-objects/sockets/session.ts'
import type { Focus } from '#schema/wire/client/focus.ts'
import type { LiveSignal } from '#schema/wire/client/frame.ts'
import type { Position } from '#schema/wire/ids.ts'
import { computeResume, enterRoom } from './enter-room.ts'
import { findObjection, type OpenRoom } from './open-room.ts'
import type { RefusalReason } from './operation.ts'
import { refuse } from './refuse.ts'

/** What a client says of itself right now. Answered only where it is refused. */
export function handleSignal(room: OpenRoom, session: Session, signal: LiveSignal): void {
  const retryAfterMs = room.signals.take(session.actor.userId, room.deps.now(), 1)
  const refusal =
    retryAfterMs > 0 ? { code: 'rate_limited' as const, retryAfterMs } : act(room, session, signal)
  if (refusal) refuse(room, session, refusal)
}

function act(room: OpenRoom, session: Session, signal: LiveSignal): RefusalReason | null {
  switch (signal.type) {
    case 'typing':
      return changeTyping(room, session, signal.on)
    case 'presence':
      session.presence = signal.state
      if (signal.state === 'invisible') room.live.typing.stop(session.actor.userId)
      if (session.phase === 'live' || session.phase === 'background')
        room.sessions.enter(session, session.phase)
      room.live.presence.note(session)
      return null
    case 'cursor':
      return moveCursor(room, session, signal)
    case 'focus':
      return changeFocus(room, session, signal)
  }
}

function changeTyping(room: OpenRoom, session: Session, isOn: boolean): RefusalReason | null {
  const { actor } = session
  const code = findObjection(room, actor, 'message.send')
  if (code) return { code }
  // Who is not to be seen is not seen writing.
  if (isOn && !isHidden(room, session)) room.live.typing.start({ id: actor.userId, name: actor.name })
  else room.live.typing.stop(actor.userId)
  return null
}

/** Of several sockets of one person one that is invisible decides. */
const isHidden = ({ live }: OpenRoom, { actor, presence }: Session): boolean =>
  presence === 'invisible' || live.presence.stateOf(actor.userId) === 'offline'

function moveCursor(
  room: OpenRoom,
  session: Session,
  { delivered, read }: Extract<LiveSignal, { type: 'cursor' }>,
): RefusalReason | null {
  const { actor } = session
  if (!room.log.members.find(actor.userId)) return { code: 'forbidden' }
  const { head } = room.log
  const isAhead = (position: Position | undefined) =>
    position !== undefined && (position.epoch > head.epoch || position.seq > head.seq)
  if (isAhead(delivered) || isAhead(read)) return { code: 'malformed' }
  room.cursors.move(actor.userId, {
    deliveredSeq: delivered?.seq,
    readSeq: read?.seq,
    isHidden: isHidden(room, session),
  })
  return null
}

function changeFocus(room: OpenRoom, session: Session, focus: Focus): RefusalReason | null {
  const code = findObjection(room, session.actor, 'room.read')
  if (code) return { code }
  if (session.phase === 'replaying') return { code: 'conflict' }
  if (focus.background) {
    if (session.phase === 'live') room.sessions.enter(session, 'background')
  } else {
    if (session.phase === 'live') return { code: 'conflict' }
    const resume = computeResume(room, session, focus.position)
    room.sessions.send(session, JSON.stringify([{ type: 'resumed', resume, head: room.log.head }]))
    enterRoom(room, session, { resume, position: focus.position })
    room.sessions.send(session, room.live.presence.describe())
  }
  room.live.presence.note(session)
  return null
}
