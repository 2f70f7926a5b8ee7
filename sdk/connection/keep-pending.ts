import * as z from 'zod'
import { type LogOperation, logOperation } from '#schema/wire/client/frame.ts'
import { type Position, position } from '#schema/wire/ids.ts'
import type { Platform } from '../platform.ts'
import { SentinelError } from '../sentinel-error.ts'

/** Where unsent operations and the position outlive the process: `localStorage` fits, so does anything asynchronous. */
export type PendingStore = {
  getItem(key: string): string | null | Promise<string | null>
  setItem(key: string, value: string): void | Promise<void>
  removeItem(key: string): void | Promise<void>
}

export type KeptPending = { position: Position | null; operations: LogOperation[] }

const kept = z.object({ position: position.nullable().catch(null), operations: z.array(z.unknown()) })
const NOTHING: KeptPending = { position: null, operations: [] }

const parseOperation = (value: unknown): LogOperation[] => {
  const { data } = logOperation.safeParse(value)
  return data ? [data] : []
}

function parseKept(text: string): KeptPending {
  try {
    const { position, operations } = kept.parse(JSON.parse(text))
    return { position, operations: operations.flatMap(parseOperation) }
  } catch {
    return NOTHING
  }
}

const idsOf = (operations: readonly LogOperation[]) => new Set(operations.map(({ id }) => id))

export type KeeperOptions = {
  store: PendingStore
  accountId: string
  roomId: string
  schedule: Platform['schedule']
  read(): KeptPending
  /** The store refuses, for example because it is full. */
  onFailure(error: SentinelError): void
}

const SAVE_SOON_MS = 1_000

/**
 * Keeps one account's unsent operations of one room: never two writes at once, always the newest state last. Another tab
 * may share the store: what it left there stays until it takes it away itself.
 */
export class PendingKeeper {
  readonly #options: KeeperOptions
  readonly #key: string
  /** The operations of the store that are this connection's. */
  #own: ReadonlySet<string> = new Set()
  #isLoaded = false
  #isStale = false
  #isWriting = false
  #cancelSoon: (() => void) | null = null
  #loading: Promise<void> | null = null

  constructor(options: KeeperOptions) {
    this.#options = options
    this.#key = `sentinel.pending.1:${options.accountId}:${options.roomId}`
  }

  get isLoaded(): boolean {
    return this.#isLoaded
  }

  /** Hands what is kept to `take`, at the first call only; what can't be read is left alone. */
  loadOnce(take: (kept: KeptPending) => void): Promise<void> {
    this.#loading ??= this.#hand(take)
    return this.#loading
  }

  async #hand(take: (kept: KeptPending) => void): Promise<void> {
    const kept = await this.load().catch(() => null)
    if (kept) take(kept)
  }

  async load(): Promise<KeptPending> {
    const text = await this.#options.store.getItem(this.#key)
    this.#isLoaded = true
    if (text === null) return NOTHING
    const kept = parseKept(text)
    this.#own = idsOf(kept.operations)
    return kept
  }

  /** Does nothing before the first load, which it would overwrite. */
  save(): void {
    this.#cancelSoon?.()
    this.#cancelSoon = null
    if (!this.#isLoaded) return
    this.#isStale = true
    if (this.#isWriting) return
    const error = new SentinelError({ code: 'internal', message: 'Unsent messages could not be kept.' })
    void this.#write().catch(() => this.#options.onFailure(error))
  }

  saveSoon(): void {
    this.#cancelSoon ??= this.#options.schedule(SAVE_SOON_MS, () => this.save())
  }

  async #write(): Promise<void> {
    this.#isWriting = true
    try {
      while (this.#isStale) {
        this.#isStale = false
        const { store, read } = this.#options
        const found = store.getItem(this.#key)
        // A synchronous store is written in this very step.
        const text = found === null || typeof found === 'string' ? found : await found
        const { position, operations } = read()
        const others = text === null ? [] : parseKept(text).operations.filter(({ id }) => !this.#own.has(id))
        const own = idsOf(operations)
        const state = { position, operations: [...others.filter(({ id }) => !own.has(id)), ...operations] }
        const isEmpty = state.operations.length === 0 && position === null
        await (isEmpty ? store.removeItem(this.#key) : store.setItem(this.#key, JSON.stringify(state)))
        this.#own = own
      }
    } finally {
      this.#isWriting = false
    }
  }
}
