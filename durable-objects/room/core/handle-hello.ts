import type { Position } from '#schema/wire/ids.ts'
import { PROTOCOL } from '#schema/wire/protocol-version.ts'
import type { Welcome } from '#schema/wire/server/welcome.ts'
import { MAX_REPLAY_EVENTS } from './limits.ts'
import type { OpenRoom } from './open-room.ts'
import { refuse } from './refuse.ts'
import { replay } from './replay.ts'
import { enterPhase, type Session } from './session.ts'

/** Whole or not at all: what can't be replayed to the last event is named `resync`. */
export function computeResume({ log }: OpenRoom, position: Position | null): Welcome['resume'] {
  if (position === null) return 'fresh'
  const { head, record } = log
  const isHeld =
    position.epoch === head.epoch &&
    position.seq <= head.seq &&
    position.seq >= record.floorSeq &&
    head.seq - position.seq <= MAX_REPLAY_EVENTS
  return isHeld ? 'replay' : 'resync'
}

export function handleHello(room: OpenRoom, session: Session, position: Position | null): void {
  if (session.phase !== 'admitted') {
    refuse(room, session, { code: 'conflict' })
    return
  }
  const { actor } = session
  const { log, deps } = room
  const resume = computeResume(room, position)
  const welcome: Welcome = {
    type: 'welcome',
    protocol: PROTOCOL,
    resume,
    head: log.head,
    now: deps.now(),
    you: { id: actor.userId, name: actor.name },
    // Who reads without being a member does so as a moderator of the platform.
    role: log.members.find(actor.userId)?.role ?? 'moderator',
    room: { id: log.record.roomId, name: log.record.name },
  }
  room.sessions.send(session, JSON.stringify([welcome]))
  if (resume !== 'replay' || position === null || position.seq === log.head.seq) {
    enterPhase(session, 'live')
    return
  }
  enterPhase(session, 'replaying')
  void replay(room, session, position.seq)
}
