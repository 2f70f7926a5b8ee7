import type { Session } from '#durable-objects/sockets/session.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { Welcome } from '#schema/wire/server/welcome.ts'
import { ALWAYS_LIGHT_EVENTS, MAX_REPLAY_BYTES, MAX_REPLAY_EVENTS } from './limits.ts'
import type { OpenRoom } from './open-room.ts'
import { replay } from './replay.ts'

/** Whole or not at all: what can't be replayed to the last event is named `resync`. */
export function computeResume(
  { log, deps, replays, historyStarts }: OpenRoom,
  { actor }: Session,
  position: Position | null,
): Welcome['resume'] {
  if (position === null) return 'fresh'
  const { head, record } = log
  const isHeld =
    position.epoch === head.epoch &&
    position.seq <= head.seq &&
    position.seq >= record.floorSeq &&
    head.seq - position.seq <= MAX_REPLAY_EVENTS
  if (!isHeld || !historyStarts.coversAfter(actor.role, position.seq)) return 'resync'
  const missed = head.seq - position.seq
  // A word of the client makes the room open and send a megabyte: not again and again.
  if (!replays.charge(actor.userId, deps.now(), missed)) return 'resync'
  const isLight =
    missed <= ALWAYS_LIGHT_EVENTS || deps.storage.measurePagesAfter(position.seq) <= MAX_REPLAY_BYTES
  return isLight ? 'replay' : 'resync'
}

/** Lets the session hear what follows, after all that it missed. */
export function enterRoom(
  room: OpenRoom,
  session: Session,
  { resume, position }: { resume: Welcome['resume']; position: Position | null },
): void {
  if (session.replayElsewhere) {
    session.replayElsewhere(resume === 'replay' && position !== null ? position.seq : room.log.head.seq)
    return
  }
  if (resume !== 'replay' || position === null || position.seq === room.log.head.seq) {
    room.sessions.enter(session, 'live')
    return
  }
  room.sessions.enter(session, 'replaying')
  void replay(room, session, position.seq)
}
