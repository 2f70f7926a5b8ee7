import { Heads } from '#durable-objects/sockets/heads.ts'
import type { Session } from '#durable-objects/sockets/session.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { StoredCursor } from '../../storage/port.ts'
import type { Operation } from '../operation.ts'
import { Cursors } from './cursors.ts'
import type { LiveRoom } from './live-room.ts'
import { Presence, type PresenceCounts } from './presence.ts'
import { Typing } from './typing.ts'

type Parts = LiveRoom & {
  epoch: number
  alarm: { arm(atMs: number): void }
  remotePresence(): PresenceCounts
  saveCursors(cursors: readonly (StoredCursor & { epoch: number })[]): Promise<void>
}

/** What is true of a room now and no part of its log. */
export class LiveState {
  readonly typing: Typing
  readonly presence: Presence
  readonly cursors: Cursors
  readonly heads: Heads
  readonly #sessions: LiveRoom['sessions']

  constructor(parts: Parts) {
    this.#sessions = parts.sessions
    this.typing = new Typing(parts)
    this.presence = new Presence(parts, parts.remotePresence)
    this.cursors = new Cursors({ ...parts, save: parts.saveCursors })
    this.heads = new Heads(parts.sessions, parts.deps)
  }

  /** The operations stand in the log, the last one at `head`. */
  committed(
    operations: readonly Operation[],
    { firstSeq, head }: { firstSeq: number; head: Position },
  ): void {
    operations.forEach(({ type, actorId, effect }, index) => {
      if (effect?.type === 'joined') this.cursors.noteStored()
      if (type !== 'message') return
      this.typing.stop(actorId)
      this.cursors.noteOwn(actorId, firstSeq + index)
    })
    this.heads.moved(head)
  }

  left(session: Session): void {
    if (this.#sessions.countOf(session.actor.userId) === 0) this.typing.stop(session.actor.userId)
    this.presence.leave(session)
  }
}
