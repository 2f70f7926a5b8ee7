/** The dependency failed a moment ago and is not asked again yet. */
export class CircuitOpenError extends Error {
  override name = 'CircuitOpenError'
}

/** Spares each request the wait for a dependency that is down: after a failure, none is tried for `restMs`. */
export class Circuit {
  readonly #restMs: number
  readonly #now: () => number
  #restsUntil = 0

  constructor(restMs: number, now: () => number = Date.now) {
    this.#restMs = restMs
    this.#now = now
  }

  /**
   * Runs `call` unless the circuit rests.
   * @throws CircuitOpenError while it rests, and whatever `call` throws.
   */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const startedAt = this.#now()
    if (startedAt < this.#restsUntil) throw new CircuitOpenError('The dependency is resting after a failure.')
    try {
      const value = await call()
      this.#restsUntil = 0
      return value
    } catch (error) {
      this.#restsUntil = this.#now() + this.#restMs
      throw error
    }
  }
}
