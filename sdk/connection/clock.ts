import type { Platform } from '../platform.ts'

/** The room's clock as this client knows it: the own one until the first welcome. */
export class RoomClock {
  readonly #platform: Pick<Platform, 'now' | 'elapsed'>
  #known: { roomNow: number; elapsed: number } | null = null

  constructor(platform: Pick<Platform, 'now' | 'elapsed'>) {
    this.#platform = platform
  }

  learn(roomNow: number): void {
    this.#known = { roomNow, elapsed: this.#platform.elapsed() }
  }

  now(): number {
    if (!this.#known) return this.#platform.now()
    return Math.floor(this.#known.roomNow + this.#platform.elapsed() - this.#known.elapsed)
  }
}

/** The time that a UUIDv7 carries (RFC 9562, section 5.7), in milliseconds. */
export const timestampOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
