import type { Position } from '#schema/wire/ids.ts'
import { type Clock, Coalescer } from './coalescer.ts'
import type { Sessions } from './sessions.ts'

/** Sockets in the background hear of the head this often at most. */
const HEAD_INTERVAL_MS = 2_000

/** Tells the sockets in the background how far the log has grown. */
export class Heads {
  readonly #sessions: Sessions
  readonly #coalescer: Coalescer
  #head: Position | null = null

  constructor(sessions: Sessions, clock: Clock) {
    this.#sessions = sessions
    this.#coalescer = new Coalescer(
      clock,
      () => HEAD_INTERVAL_MS,
      () => {
        if (this.#head) sessions.announceHead(this.#head, clock.now())
      },
    )
  }

  moved(head: Position): void {
    this.#head = head
    if (this.#sessions.hasBackground) this.#coalescer.request()
  }
}
