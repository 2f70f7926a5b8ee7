import type { Platform } from '../platform.ts'
import type { FakeNetwork } from './fake-network.ts'

type Task = { at: number; order: number; run: () => void }

/** Lets everything that needs no time happen. */
export const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A platform whose time, chance and network move only when a test says so. */
export class FakePlatform implements Platform {
  /** How wrong the device's clock is against the room's. */
  skewMs = 0
  chance = 1
  readonly fetched: { url: string; init: RequestInit }[] = []
  answer: (url: string, init: RequestInit) => Promise<Response> = () =>
    Promise.reject(new Error('no network'))
  readonly network: FakeNetwork
  readonly #tasks = new Set<Task>()
  readonly #online = new Set<() => void>()
  #minted = 0
  #order = 0

  constructor(network: FakeNetwork) {
    this.network = network
  }

  fetch = (url: string, init: RequestInit): Promise<Response> => {
    this.fetched.push({ url, init })
    return this.answer(url, init)
  }

  openSocket = (url: string, protocols: string[]) => this.network.open(url, protocols)
  now = () => this.network.room.now + this.skewMs
  elapsed = () => this.network.room.now
  random = () => this.chance

  schedule = (delayMs: number, run: () => void) => {
    const task = { at: this.elapsed() + delayMs, order: this.#order++, run }
    this.#tasks.add(task)
    return () => void this.#tasks.delete(task)
  }

  mintId = (timestampMs: number) => {
    const time = timestampMs.toString(16).padStart(12, '0')
    const count = (this.#minted++).toString(16).padStart(12, '0')
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${count}`
  }

  onOnline = (listener: () => void) => {
    this.#online.add(listener)
    return () => void this.#online.delete(listener)
  }

  comeOnline(): void {
    for (const listener of this.#online) listener()
  }

  /** Moves time on, running what falls due in its order. */
  async advance(ms: number): Promise<void> {
    const end = this.elapsed() + ms
    for (;;) {
      await flush()
      const due = [...this.#tasks].filter((task) => task.at <= end)
      const next = due.sort((a, b) => a.at - b.at || a.order - b.order)[0]
      if (!next) break
      this.#tasks.delete(next)
      this.network.room.now = Math.max(next.at, this.network.room.now)
      next.run()
    }
    this.network.room.now = end
    await flush()
  }
}
