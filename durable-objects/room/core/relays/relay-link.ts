import type { Position } from '#schema/wire/ids.ts'
import {
  ASSIGNMENT_LIFE_MS,
  HOLDS_NOTHING,
  type RelayItem,
  type RelayReport,
} from '../../../relay/contract.ts'
import type { RoomDependencies } from '../dependencies.ts'
import { nameOf } from '../name-of.ts'

const FIRST_RETRY_MS = 250
const MAX_RETRY_MS = 10_000

type Assignment = { id: string; userId: string; until: number }
type LinkDependencies = Pick<RoomDependencies, 'deliver' | 'now' | 'pause' | 'log' | 'roomId'>

/**
 * The way to one relay: one call at a time, and what queues meanwhile goes with the next. After a failure events are not told
 * again, for the relay reads what it misses; what closes sockets is. A relay with sockets is never given up: it would go on
 * without a word; one that was killed answers that it holds none.
 */
export class RelayLink {
  readonly name: string
  report = HOLDS_NOTHING
  /** Sockets on their way there, that it has not reported yet. */
  #assigned: Assignment[] = []
  readonly #deps: LinkDependencies
  readonly #head: () => Position
  readonly #onChange: () => void
  #queue: RelayItem[] = []
  /** Who waits for what is queued to have been delivered. */
  #waiting: (() => void)[] = []
  #isRunning = false
  #isBehind = false

  constructor(input: {
    name: string
    deps: LinkDependencies
    head: () => Position
    onChange: () => void
  }) {
    this.name = input.name
    this.#deps = input.deps
    this.#head = input.head
    this.#onChange = input.onChange
  }

  get sockets(): number {
    return this.report.sockets + this.#onTheirWay().length
  }

  countOf(userId: string): number {
    const reported = this.report.users.find((user) => user.userId === userId)?.sockets ?? 0
    return reported + this.#onTheirWay().filter((assigned) => assigned.userId === userId).length
  }

  assign(id: string, userId: string): void {
    this.#assigned.push({ id, userId, until: this.#deps.now() + ASSIGNMENT_LIFE_MS })
  }

  /** Who is still on the way is not in what the relay says of itself, and counts besides. */
  accept(report: RelayReport): void {
    this.report = report
    const arrived = new Set(report.arrivals)
    this.#assigned = this.#assigned.filter(({ id }) => !arrived.has(id))
    this.#onChange()
  }

  #onTheirWay(): readonly Assignment[] {
    const [first] = this.#assigned
    const now = this.#deps.now()
    if (first && first.until <= now) this.#assigned = this.#assigned.filter(({ until }) => until > now)
    return this.#assigned
  }

  push(item: RelayItem): void {
    this.#queue.push(item)
    this.#run()
  }

  /** Resolves once the relay has acted on it. */
  tell(item: Extract<RelayItem, { type: 'close' }>): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.push(item)
    })
  }

  /** Tells the relay how far the log goes, so that it can read what it misses. */
  sync(): void {
    this.#isBehind = true
    this.#run()
  }

  #run(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    void this.#deliverAll()
  }

  async #deliverAll(): Promise<void> {
    let failures = 0
    while (this.#queue.length > 0 || this.#isBehind) {
      const items = this.#queue
      const waiting = this.#waiting
      this.#queue = []
      this.#waiting = []
      this.#isBehind = false
      try {
        const { roomId } = this.#deps
        this.accept(await this.#deps.deliver(this.name, { roomId, head: this.#head(), items }))
        failures = 0
        for (const resolve of waiting) resolve()
      } catch (error) {
        failures += 1
        this.#deps.log('warn', 'room.relay_failed', { failures, error: nameOf(error) })
        this.#queue = [...items.filter(({ type }) => type === 'close'), ...this.#queue]
        this.#waiting = [...waiting, ...this.#waiting]
        this.#isBehind = true
        await this.#deps.pause(Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** failures))
      }
    }
    this.#isRunning = false
  }
}
