import type { LogOperation } from '#schema/wire/client/frame.ts'
import { MAX_EVENTS_PER_FRAME, MAX_FRAME_BYTES } from '#schema/wire/limits.ts'
import type { Ack } from '#schema/wire/server/ack.ts'
import type { SentinelError } from '../sentinel-error.ts'

/** An operation on its way. `id` can change only while the room holds nothing of it. */
export type PendingOperation = {
  readonly operation: LogOperation
  /** Resolves once the room holds it durably; rejects with a `SentinelError` once it is refused for good. */
  readonly settled: Promise<Ack>
}

type Entry = {
  operation: LogOperation
  /** Sockets it was written to: above 0, the room may hold it. */
  written: number
  pending: PendingOperation
  resolve(ack: Ack): void
  reject(error: SentinelError): void
}

const encoder = new TextEncoder()
const BRACKETS_BYTES = 2

function createEntry(operation: LogOperation, written: number): Entry {
  const { promise, resolve, reject } = Promise.withResolvers<Ack>()
  promise.catch(() => {})
  const entry = { operation, written, resolve, reject }
  const pending: PendingOperation = {
    get operation() {
      return entry.operation
    },
    settled: promise,
  }
  return Object.assign(entry, { pending })
}

/**
 * The operations that the room has not answered for good, in the order they were made. One frame at a time is in
 * flight and it always starts at the oldest operation, so what a refusal or a lost socket leaves over is said again
 * before anything younger: the order can't break.
 */
export class OperationQueue {
  readonly #entries = new Map<number, Entry>()
  readonly #keys = new Map<string, number>()
  readonly #inFlight = new Set<number>()
  #nextKey = 0

  get operations(): LogOperation[] {
    return [...this.#entries.values()].map((entry) => entry.operation)
  }

  get size(): number {
    return this.#entries.size
  }

  get isInFlight(): boolean {
    return this.#inFlight.size > 0
  }

  get(id: string): LogOperation | undefined {
    return this.#find(id)?.entry.operation
  }

  /** Sockets that carried the operation; above 0 the room may hold it. */
  timesWritten(id: string): number {
    return this.#find(id)?.entry.written ?? 0
  }

  add(operation: LogOperation): PendingOperation {
    const entry = createEntry(operation, 0)
    this.#append(entry)
    return entry.pending
  }

  /** Puts what an earlier process left behind in front. Only while nothing is in flight. */
  restore(operations: readonly LogOperation[]): void {
    const younger = [...this.#entries.values()]
    this.#entries.clear()
    this.#keys.clear()
    for (const operation of operations) this.#append(createEntry(operation, 1))
    for (const entry of younger) this.#append(entry)
  }

  /** Puts up to `maxOperations` of the oldest into flight and returns their frame; null when there is nothing to say. */
  takeFrame(maxOperations: number): string | null {
    if (this.isInFlight) return null
    const parts: string[] = []
    let bytes = BRACKETS_BYTES
    for (const [key, entry] of this.#entries) {
      if (parts.length >= Math.min(maxOperations, MAX_EVENTS_PER_FRAME)) break
      const part = JSON.stringify(entry.operation)
      bytes += encoder.encode(part).length + 1
      if (parts.length > 0 && bytes > MAX_FRAME_BYTES) break
      parts.push(part)
      entry.written += 1
      this.#inFlight.add(key)
    }
    return parts.length === 0 ? null : `[${parts.join(',')}]`
  }

  /** The socket is gone: nothing is in flight any more, everything unanswered is to be said again. */
  release(): void {
    this.#inFlight.clear()
  }

  acknowledge(ack: Ack): LogOperation | null {
    const found = this.#remove(ack.id)
    found?.resolve(ack)
    return found?.operation ?? null
  }

  refuse(id: string, error: SentinelError): LogOperation | null {
    const found = this.#remove(id)
    found?.reject(error)
    return found?.operation ?? null
  }

  /** The room refused it for now: it stays at its place. */
  postpone(id: string): void {
    const found = this.#find(id)
    if (found) this.#inFlight.delete(found.key)
  }

  /** Gives an operation of which the room holds nothing a new id. */
  remint(id: string, newId: string): void {
    const found = this.#find(id)
    if (!found) return
    found.entry.operation = { ...found.entry.operation, id: newId }
    found.entry.written = 0
    this.#keys.delete(id)
    this.#keys.set(newId, found.key)
  }

  inFlightIds(): string[] {
    return [...this.#inFlight].flatMap((key) => this.#entries.get(key)?.operation.id ?? [])
  }

  #append(entry: Entry): void {
    const key = this.#nextKey++
    this.#entries.set(key, entry)
    this.#keys.set(entry.operation.id, key)
  }

  #find(id: string): { key: number; entry: Entry } | null {
    const key = this.#keys.get(id)
    const entry = key === undefined ? undefined : this.#entries.get(key)
    return key === undefined || entry === undefined ? null : { key, entry }
  }

  #remove(id: string): Entry | null {
    const found = this.#find(id)
    if (!found) return null
    this.#entries.delete(found.key)
    this.#keys.delete(id)
    this.#inFlight.delete(found.key)
    return found.entry
  }
}
