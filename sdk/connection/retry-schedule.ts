import type { Platform } from '../platform.ts'
import { computeDelay } from './compute-delay.ts'

const RECONNECT = { firstMs: 500, capMs: 30_000 }
const STABLE_AFTER_MS = 5_000

/** When to come back: later after each failure in a row. Only a socket that stayed open for a while ends the row. */
export class RetrySchedule {
  readonly #platform: Pick<Platform, 'schedule' | 'random' | 'now' | 'elapsed'>
  #attempt = 0
  #openedAt: number | null = null
  #cancel = () => {}

  constructor(platform: Pick<Platform, 'schedule' | 'random' | 'now' | 'elapsed'>) {
    this.#platform = platform
  }

  get attempt(): number {
    return this.#attempt
  }

  reset(): void {
    this.cancel()
    this.#attempt = 0
    this.#openedAt = null
  }

  opened(): void {
    this.#openedAt = this.#platform.elapsed()
  }

  cancel(): void {
    this.#cancel()
  }

  /** Runs `task` after at least `minimumDelayMs`, jittered; returns when that is, by the wall clock. */
  plan(minimumDelayMs: number, task: () => void): number {
    const platform = this.#platform
    if (this.#openedAt !== null && platform.elapsed() - this.#openedAt >= STABLE_AFTER_MS) this.#attempt = 0
    this.#openedAt = null
    const delayMs = minimumDelayMs + computeDelay(RECONNECT, this.#attempt, platform.random())
    this.#attempt += 1
    this.#cancel()
    this.#cancel = platform.schedule(delayMs, task)
    return platform.now() + delayMs
  }
}
