import type { Platform } from '../platform.ts'
import { computeDelay } from './compute-delay.ts'

const STABLE_AFTER_MS = 5_000
/** However it is told to hurry, a client does not knock more often than once a second; timers may be some milliseconds early. */
const MIN_BETWEEN_ATTEMPTS_MS = 1_010
/** On top of what must be waited in any case, so that not even the first attempts of many fall together. */
const RECONNECT = { firstMs: 500, capMs: 30_000 - MIN_BETWEEN_ATTEMPTS_MS }

/** When to come back: later after each failure in a row. Only a socket that stayed open for a while ends the row. */
export class RetrySchedule {
  readonly #platform: Pick<Platform, 'schedule' | 'random' | 'now' | 'elapsed'>
  #attempt = 0
  #openedAt: number | null = null
  #startedAt = Number.NEGATIVE_INFINITY
  /** The end of the delay that the room chose. */
  #notBefore = Number.NEGATIVE_INFINITY
  #cancel = () => {}
  #cancelAdvice = () => {}

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
    this.#cancelAdvice()
  }

  /** An attempt begins now. */
  started(): void {
    this.cancel()
    this.#startedAt = this.#platform.elapsed()
  }

  /** Runs `task` after at least `minimumDelayMs`, jittered; returns when that is, by the wall clock. */
  plan(minimumDelayMs: number, task: () => void): number {
    const platform = this.#platform
    if (this.#openedAt !== null && platform.elapsed() - this.#openedAt >= STABLE_AFTER_MS) this.#attempt = 0
    this.#openedAt = null
    this.#notBefore = platform.elapsed() + minimumDelayMs
    const delayMs = this.#untilNextAttempt() + computeDelay(RECONNECT, this.#attempt, platform.random())
    this.#attempt += 1
    this.#schedule(delayMs, task)
    return platform.now() + delayMs
  }

  /** Runs what was planned as soon as it may be. What the room asked to wait for stays as it was planned. */
  hurry(task: () => void): void {
    if (this.#notBefore <= this.#platform.elapsed()) this.begin(task)
  }

  /** Runs `task` as soon as it may be; returns when that is, by the wall clock, or null when it was at once. */
  begin(task: () => void): number | null {
    const delayMs = this.#untilNextAttempt()
    if (delayMs === 0) {
      task()
      return null
    }
    this.#schedule(delayMs, task)
    return this.#platform.now() + delayMs
  }

  /** Runs `task` at a random moment within `withinMs`, unless a new attempt begins before. */
  advise(withinMs: number, task: () => void): void {
    this.#cancelAdvice()
    const delayMs = Math.max(this.#platform.random() * withinMs, this.#untilNextAttempt())
    this.#cancelAdvice = this.#platform.schedule(delayMs, task)
  }

  #schedule(delayMs: number, task: () => void): void {
    this.#cancel()
    this.#cancel = this.#platform.schedule(delayMs, task)
  }

  #untilNextAttempt(): number {
    const earliest = Math.max(this.#startedAt + MIN_BETWEEN_ATTEMPTS_MS, this.#notBefore)
    return Math.max(0, earliest - this.#platform.elapsed())
  }
}
