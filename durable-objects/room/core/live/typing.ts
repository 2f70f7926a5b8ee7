import { Coalescer } from '#durable-objects/sockets/coalescer.ts'
import type { Author } from '#schema/wire/server/log-events.ts'
import {
  HUGE_PRESENCE_INTERVAL_MS,
  MAX_TYPISTS_NAMED,
  TYPING_INTERVAL_MS,
  TYPING_LASTS_MS,
} from '../limits.ts'
import type { LiveRoom } from './live-room.ts'

type Typist = { author: Author; until: number }

const NOBODY = JSON.stringify([{ type: 'typing', count: 0 }])

/** Who writes now. A person who falls silent is forgotten by the clock. */
export class Typing {
  readonly #room: LiveRoom
  readonly #typists = new Map<string, Typist>()
  readonly #coalescer: Coalescer
  #told = NOBODY

  constructor(room: LiveRoom) {
    this.#room = room
    this.#coalescer = new Coalescer(
      room.deps,
      () => (room.isHuge() ? HUGE_PRESENCE_INTERVAL_MS : TYPING_INTERVAL_MS),
      () => this.#announce(),
    )
  }

  start(author: Author): void {
    this.#typists.set(author.id, { author, until: this.#room.deps.now() + TYPING_LASTS_MS })
    this.#coalescer.request()
  }

  stop(userId: string): void {
    if (this.#typists.delete(userId)) this.#coalescer.request()
  }

  #announce(): void {
    const now = this.#room.deps.now()
    let nextEnd = Number.POSITIVE_INFINITY
    for (const [userId, { until }] of this.#typists) {
      if (until <= now) this.#typists.delete(userId)
      else nextEnd = Math.min(nextEnd, until)
    }
    if (Number.isFinite(nextEnd)) this.#coalescer.request(nextEnd)
    const users = [...this.#typists.values()].map(({ author }) => author)
    const isNamed = users.length <= MAX_TYPISTS_NAMED && !this.#room.isHuge()
    const names = isNamed && users.length > 0 ? { users } : {}
    const json = JSON.stringify([{ type: 'typing', count: users.length, ...names }])
    if (json === this.#told) return
    this.#told = json
    this.#room.audience.announce(json)
  }
}
