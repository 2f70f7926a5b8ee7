/** One line per key: what is given for a key runs after all that was given before for it. */
export class Chains {
  readonly #tails = new Map<string, Promise<void>>()

  isBusy(key: string): boolean {
    return this.#tails.has(key)
  }

  /** Runs `task` when the line is free, at once if it is. The result is that of `task`. */
  run<T>(key: string, task: () => T | Promise<T>): Promise<T> {
    const before = this.#tails.get(key)
    const result = before ? before.then(task) : Promise.resolve(task())
    this.hold(key, result)
    return result
  }

  /** Puts something already under way at the end of the line. */
  hold(key: string, running: Promise<unknown>): void {
    const tail = running
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        if (this.#tails.get(key) === tail) this.#tails.delete(key)
      })
    this.#tails.set(key, tail)
  }
}
