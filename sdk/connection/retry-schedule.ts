import type { Platform } from '../platform.ts'
import { computeDelay } from './compute-delay.ts'

const RECONNECT = { firstMs: 500, capMs: 30_000 }
const STABLE_AFTER_MS = 5_000
/** However it is told to hurry, a client does not knock more often than once a second; timers may be some milliseconds early. */
const MIN_BETWEEN_ATTEMPTS_MS = 1_010

/** When to come back: later after each failure in a row. Only a socket that stayed open for a while ends the row. */
export class RetrySchedule {
  readonly #platform: Pick<Platform, 'schedule' | 'random' | 'now' | 'elapsed'>
  #attempt = 0
  #openedAt: number | null = null
  #startedAt: number | null = null
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
    const jitteredMs = minimumDelayMs + computeDelay(RECONNECT, this.#attempt, platform.random())
    const delayMs = Math.max(jitteredMs, this.#untilNextAttempt())
    this.#attempt += 1
    this.#schedule(delayMs, task)
    return platform.now() + delayMs
  }

  /** Runs what was planned as soon as it may be. */
  hurry(task: () => void): void {
    const delayMs = this.#untilNextAttempt()
    if (delayMs > 0) this.#schedule(delayMs, task)
    else task()
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
    if (this.#startedAt === null) return 0
    return Math.max(0, this.#startedAt + MIN_BETWEEN_ATTEMPTS_MS - this.#platform.elapsed())
  }
}
