export type PoolOptions<C> = {
  max: number
  acquireTimeoutMs: number
  connect: () => Promise<C>
  isUsable: (connection: C) => boolean
  disconnect: (connection: C) => Promise<void>
  /** The error for who has waited too long. */
  createTimeoutError: () => Error
}

/** At most `max` connections; who finds none free waits in order. A failed connection attempt fails at once. */
export class BoundedPool<C> {
  readonly #options: PoolOptions<C>
  readonly #idle: C[] = []
  readonly #waiting: (() => void)[] = []
  #open = 0

  constructor(options: PoolOptions<C>) {
    this.#options = options
  }

  async acquire(): Promise<C> {
    if (this.#open - this.#idle.length >= this.#options.max) await this.#wait()
    for (let free = this.#idle.pop(); free !== undefined; free = this.#idle.pop()) {
      if (this.#options.isUsable(free)) return free
      this.#drop(free)
    }
    this.#open += 1
    try {
      return await this.#options.connect()
    } catch (error) {
      this.#open -= 1
      this.#waiting.shift()?.()
      throw error
    }
  }

  release(connection: C): void {
    if (this.#options.isUsable(connection)) this.#idle.push(connection)
    else this.#drop(connection)
    this.#waiting.shift()?.()
  }

  async close(): Promise<void> {
    const idle = this.#idle.splice(0)
    this.#open -= idle.length
    await Promise.all(idle.map((connection) => this.#options.disconnect(connection).catch(() => undefined)))
  }

  #drop(connection: C): void {
    this.#open -= 1
    void this.#options.disconnect(connection).catch(() => undefined)
  }

  #wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        clearTimeout(timeout)
        resolve()
      }
      const timeout = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(wake), 1)
        reject(this.#options.createTimeoutError())
      }, this.#options.acquireTimeoutMs)
      this.#waiting.push(wake)
    })
  }
}
