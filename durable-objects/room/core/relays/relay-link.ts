import type { Position } from '#schema/wire/ids.ts'
import type { RelayItem, RelayReport } from '../../../relay/contract.ts'
import type { RoomDependencies } from '../dependencies.ts'
import { nameOf } from '../name-of.ts'

const FIRST_RETRY_MS = 250
const MAX_RETRY_MS = 10_000
const NOTHING: RelayReport = { sockets: 0, users: [], online: 0, away: 0 }

/**
 * The way to one relay: one call at a time, and what queues meanwhile goes with the next. After a failure events are not told
 * again, for the relay reads what it misses; what closes sockets is. A relay with sockets is never given up: it would go on
 * without a word; one that was killed answers that it holds none.
 */
export class RelayLink {
  readonly name: string
  report = NOTHING
  /** Sockets sent there that it has not reported yet. */
  #assigned: string[] = []
  readonly #deps: Pick<RoomDependencies, 'deliver' | 'pause' | 'log' | 'roomId'>
  readonly #head: () => Position
  readonly #onChange: () => void
  #queue: RelayItem[] = []
  #isRunning = false
  #isBehind = false

  constructor(input: {
    name: string
    deps: Pick<RoomDependencies, 'deliver' | 'pause' | 'log' | 'roomId'>
    head: () => Position
    onChange: () => void
  }) {
    this.name = input.name
    this.#deps = input.deps
    this.#head = input.head
    this.#onChange = input.onChange
  }

  get sockets(): number {
    return this.report.sockets + this.#assigned.length
  }

  countOf(userId: string): number {
    const reported = this.report.users.find((user) => user.userId === userId)?.sockets ?? 0
    return reported + this.#assigned.filter((id) => id === userId).length
  }

  assign(userId: string): void {
    this.#assigned.push(userId)
  }

  /** What the relay says of itself now holds for those that were on their way to it too. */
  accept(report: RelayReport): void {
    this.report = report
    this.#assigned = []
    this.#onChange()
  }

  push(item: RelayItem): void {
    this.#queue.push(item)
    this.#run()
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
      this.#queue = []
      this.#isBehind = false
      try {
        const { roomId } = this.#deps
        this.accept(await this.#deps.deliver(this.name, { roomId, head: this.#head(), items }))
        failures = 0
      } catch (error) {
        failures += 1
        this.#deps.log('warn', 'room.relay_failed', { failures, error: nameOf(error) })
        this.#queue = [...items.filter(({ type }) => type === 'close'), ...this.#queue]
        this.#isBehind = true
        await this.#deps.pause(Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** failures))
      }
    }
    this.#isRunning = false
  }
}
