import { computeIdTime } from '#domain/room-log/client-id.ts'
import { MAX_REMEMBERED_IDS } from './limits.ts'
import type { Operation, Placed } from './operation.ts'

export type Known = { placed: Placed; maskedText: string | null }
export type Finding =
  | { type: 'new' }
  | { type: 'queued'; operation: Operation }
  | { type: 'known'; known: Known }
  | { type: 'unsure' }

const BUCKET_MS = 1000
const computeKey = (clientId: string, authorId: string) => `${clientId.toLowerCase()}${authorId}`

/**
 * Which operations the log holds already. Remembers every stored id whose own time is at or after `#coveredFrom`, so an
 * id from then on that is not remembered was never stored; an older one must be looked for. Forgets by the ids' own time,
 * oldest first: a client whose clock runs ahead can't push out what others need.
 */
export class Dedupe {
  readonly #queued = new Map<string, Operation>()
  readonly #buckets = new Map<number, Map<string, Known>>()
  readonly #maxRemembered: number
  #remembered = 0
  #coveredFrom: number

  constructor(coveredFrom: number, maxRemembered = MAX_REMEMBERED_IDS) {
    this.#coveredFrom = coveredFrom
    this.#maxRemembered = maxRemembered
  }

  find(clientId: string, authorId: string): Finding {
    const key = computeKey(clientId, authorId)
    const operation = this.#queued.get(key)
    if (operation) return { type: 'queued', operation }
    const time = computeIdTime(clientId)
    const known = this.#buckets.get(Math.floor(time / BUCKET_MS))?.get(key)
    if (known) return { type: 'known', known }
    return { type: time >= this.#coveredFrom ? 'new' : 'unsure' }
  }

  enqueue(operation: Operation): void {
    if (operation.clientId === null) return
    this.#queued.set(computeKey(operation.clientId, operation.actorId), operation)
  }

  drop(operation: Operation): void {
    if (operation.clientId === null) return
    this.#queued.delete(computeKey(operation.clientId, operation.actorId))
  }

  commit(operation: Operation, placed: Placed): void {
    if (operation.clientId === null) return
    const key = computeKey(operation.clientId, operation.actorId)
    this.#queued.delete(key)
    this.#remember(operation.clientId, key, { placed, maskedText: operation.maskedText })
  }

  #remember(clientId: string, key: string, known: Known): void {
    const time = computeIdTime(clientId)
    if (time < this.#coveredFrom) return
    const index = Math.floor(time / BUCKET_MS)
    const bucket = this.#buckets.get(index) ?? new Map<string, Known>()
    if (bucket.size === 0) this.#buckets.set(index, bucket)
    bucket.set(key, known)
    this.#remembered += 1
    if (this.#remembered > this.#maxRemembered) this.#forgetOldest()
  }

  #forgetOldest(): void {
    const oldest = Math.min(...this.#buckets.keys())
    this.#remembered -= this.#buckets.get(oldest)?.size ?? 0
    this.#buckets.delete(oldest)
    this.#coveredFrom = Math.max(this.#coveredFrom, (oldest + 1) * BUCKET_MS)
  }
}

