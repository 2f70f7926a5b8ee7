import type { RoomForRelays } from '../contract.ts'

const MAX_EVENTS = 10_000
const MAX_CHARACTERS = 8 * 1024 * 1024
const READ_AT_ONCE = 1_000

/**
 * The newest events without a gap, so that many clients that come back at once cost the room one reading. What was changed
 * since is not served from here: then it begins anew.
 */
export class EventWindow {
  readonly #read: RoomForRelays['readEvents']
  #events: string[] = []
  #characters = 0
  /** The seq of the event after the last one held. */
  #end = 0
  #reading: Promise<void> | null = null
  #generation = 0

  constructor(read: RoomForRelays['readEvents']) {
    this.#read = read
  }

  /** Follows what was told to everyone. */
  append(firstSeq: number, events: readonly string[], revises: boolean): void {
    if (revises || firstSeq !== this.#end) this.#clear()
    if (!revises) {
      for (const event of events) {
        this.#events.push(event)
        this.#characters += event.length
      }
    }
    this.#end = firstSeq + events.length
    this.#shrink()
  }

  /** Events after `after`, up to and with `upTo`, as many as are at hand; null where the room keeps them no more. */
  async readAfter(after: number, upTo: number): Promise<readonly string[] | null> {
    for (;;) {
      const first = this.#end - this.#events.length
      if (after + 1 >= first && after < this.#end - 1)
        return this.#events.slice(after + 1 - first, upTo + 1 - first)
      if (this.#reading) await this.#reading
      else {
        const found = await this.#load(after, upTo)
        if (found !== 'again') return found
      }
    }
  }

  /** Loads what lies before the window into it, where it joins; else gives what was read. */
  async #load(after: number, upTo: number): Promise<readonly string[] | null | 'again'> {
    const generation = this.#generation
    const first = this.#end - this.#events.length
    const wanted = Math.min(this.#events.length > 0 ? first - 1 : upTo, upTo) - after
    let settle = () => {}
    this.#reading = new Promise((resolve) => {
      settle = resolve
    })
    try {
      const { events } = await this.#read(after, Math.min(READ_AT_ONCE, Math.max(1, wanted)))
      if (events === null) return null
      const joins =
        generation === this.#generation && after + events.length + 1 >= first && this.#events.length > 0
      if (joins && this.#events.length + events.length <= MAX_EVENTS) {
        const missing = events.slice(0, first - 1 - after)
        this.#events = [...missing, ...this.#events]
        for (const event of missing) this.#characters += event.length
        return 'again'
      }
      if (generation === this.#generation && this.#events.length === 0) {
        this.#events = [...events]
        for (const event of events) this.#characters += event.length
        this.#end = after + 1 + events.length
      }
      return events.slice(0, upTo - after)
    } finally {
      this.#reading = null
      settle()
    }
  }

  #clear(): void {
    this.#events = []
    this.#characters = 0
    this.#generation += 1
  }

  #shrink(): void {
    if (this.#events.length <= MAX_EVENTS && this.#characters <= MAX_CHARACTERS) return
    // A reading under way would be put before a hole.
    this.#generation += 1
    const dropped = this.#events.splice(0, Math.ceil(this.#events.length / 2))
    for (const event of dropped) this.#characters -= event.length
  }
}
