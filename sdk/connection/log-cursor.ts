import type { Position } from '#schema/wire/ids.ts'
import type { LogEvent } from '#schema/wire/server/log-events.ts'

export type Placement = 'next' | 'seen' | 'gap'

/** Where this client stands in the room's log, so that no event is taken twice and none is missed unnoticed. */
export class LogCursor {
  #position: Position | null = null

  constructor(position: Position | null) {
    this.jump(position)
  }

  get position(): Position | null {
    return this.#position
  }

  /** Moves without an event between: the app fetches what lies before from the history. */
  jump(position: Position | null): void {
    this.#position = position && { epoch: position.epoch, seq: position.seq }
  }

  /** Tells how `event` follows what is held, and moves onto it when it is the next one. */
  place({ epoch, seq }: Pick<LogEvent, 'epoch' | 'seq'>): Placement {
    const held = this.#position
    if (held && (epoch < held.epoch || (epoch === held.epoch && seq <= held.seq))) return 'seen'
    if (!held || epoch !== held.epoch || seq !== held.seq + 1) return 'gap'
    this.#position = { epoch, seq }
    return 'next'
  }
}
