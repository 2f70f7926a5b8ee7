import type { Broadcast } from '#durable-objects/sockets/broadcast.ts'
import type { Sessions } from '#durable-objects/sockets/sessions.ts'
import type { PresenceCounts } from './live/presence.ts'

/** Whose sockets: one person's, or everyone's. */
export type Whose = { userId: string } | 'everyone'

/** What stands between the room and the sockets that it does not hold itself. */
export type RemoteAudience = {
  /** How many sockets are held elsewhere. */
  readonly sockets: number
  countPresence(): PresenceCounts

  broadcast(broadcast: Broadcast): void
  announce(json: string): void
  close(whose: Whose, code: number, reason: string): void
}

/** Everyone who listens, whether the room holds the socket itself or a relay does. */
export class Audience {
  readonly #sessions: Sessions
  readonly #remote: RemoteAudience

  constructor(sessions: Sessions, remote: RemoteAudience) {
    this.#sessions = sessions
    this.#remote = remote
  }

  get sockets(): number {
    return this.#sessions.size + this.#remote.sockets
  }

  /** Log events, once they are stored. */
  broadcast(broadcast: Broadcast, now: number): void {
    this.#sessions.broadcast(broadcast, now)
    this.#remote.broadcast(broadcast)
  }

  /** Live events, as an array of JSON, to those who have the room in front. */
  announce(json: string): void {
    this.#sessions.announce(json)
    this.#remote.announce(json)
  }

  close(whose: Whose, code: number, reason: string): void {
    this.#sessions.closeWhere(
      ({ actor }) => whose === 'everyone' || actor.userId === whose.userId,
      code,
      reason,
    )
    this.#remote.close(whose, code, reason)
  }
}
