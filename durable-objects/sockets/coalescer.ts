export type Clock = { now(): number; later(ms: number): Promise<void> }

/**
 * Runs a task soon after it was asked for, at most once in `intervalMs` however often. Between runs that nobody asked for there
 * is no timer, so an idle room can sleep.
 */
export class Coalescer {
  readonly #clock: Clock
  readonly #intervalMs: () => number
  readonly #run: () => void
  #lastRunAt = Number.NEGATIVE_INFINITY
  #dueAt: number | null = null

  constructor(clock: Clock, intervalMs: () => number, run: () => void) {
    this.#clock = clock
    this.#intervalMs = intervalMs
    this.#run = run
  }

  /** At `atMs` at the earliest; left out: as soon as may be. */
  request(atMs = 0): void {
    const dueAt = Math.max(atMs, this.#lastRunAt + this.#intervalMs(), this.#clock.now())
    if (this.#dueAt !== null && this.#dueAt <= dueAt) return
    this.#dueAt = dueAt
    void this.#wait(dueAt)
  }

  async #wait(dueAt: number): Promise<void> {
    await this.#clock.later(Math.max(0, dueAt - this.#clock.now()))
    // An earlier request took its place.
    if (this.#dueAt !== dueAt) return
    this.#dueAt = null
    this.#lastRunAt = this.#clock.now()
    this.#run()
  }
}
