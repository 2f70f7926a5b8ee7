import { computeIdTime, encodeId } from '#domain/room-log/client-id.ts'
import type { RoomRecord, RoomStorage } from '../storage/port.ts'
import { MAX_CLOCK_SKEW_MS, MAX_REMEMBERED_IDS } from './limits.ts'
import type { Operation, Placed } from './operation.ts'

export type Known = { placed: Placed; maskedText: string | null }
export type Finding =
  | { type: 'new' }
  | { type: 'queued'; operation: Operation }
  | { type: 'known'; known: Known }
  | { type: 'unsure' }

const BUCKET_MS = 1000
const WAKE_PAGES = 2000
const ID_BYTES = 16
const computeKey = (clientId: string, authorId: string) => `${clientId.toLowerCase()}${authorId}`
const toByteString = (bytes: Uint8Array) => String.fromCharCode(...bytes)

/**
 * Which operations the log holds already. Every stored id whose own time is at or after `#coveredFrom` is remembered, in
 * full or among `#earlierIds`; so an id from then on that is in neither was never stored, and an older one must be looked
 * for. Forgets by the ids' own time, oldest first: a client whose clock runs ahead can't push out what others need.
 */
export class Dedupe {
  readonly #queued = new Map<string, Operation>()
  readonly #buckets = new Map<number, Map<string, Known>>()
  readonly #earlierIds: ReadonlySet<string>
  readonly #maxRemembered: number
  #remembered = 0
  #coveredFrom: number

  constructor(
    covered: { from: number; earlierIds: ReadonlySet<string> },
    maxRemembered = MAX_REMEMBERED_IDS,
  ) {
    this.#coveredFrom = covered.from
    this.#earlierIds = covered.earlierIds
    this.#maxRemembered = maxRemembered
  }

  find(clientId: string, authorId: string): Finding {
    const key = computeKey(clientId, authorId)
    const operation = this.#queued.get(key)
    if (operation) return { type: 'queued', operation }
    const time = computeIdTime(clientId)
    const known = this.#buckets.get(Math.floor(time / BUCKET_MS))?.get(key)
    if (known) return { type: 'known', known }
    if (time < this.#coveredFrom) return { type: 'unsure' }
    const isEarlier = this.#earlierIds.size > 0 && this.#earlierIds.has(toByteString(encodeId(clientId)))
    return { type: isEarlier ? 'unsure' : 'new' }
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

/** What the newest pages tell of the ids stored before this start. An id's time is at most the skew after its storing. */
export function computeCovered(room: RoomRecord, storage: RoomStorage, maxPages = WAKE_PAGES) {
  const pages = storage.readClientIds(maxPages)
  const earlierIds = new Set<string>()
  for (const { clientIds } of pages) {
    for (let at = 0; at + ID_BYTES <= clientIds.byteLength; at += ID_BYTES) {
      earlierIds.add(toByteString(clientIds.subarray(at, at + ID_BYTES)))
    }
  }
  const oldest = pages.at(-1)
  if (pages.length === maxPages && oldest) return { from: oldest.firstAt + MAX_CLOCK_SKEW_MS + 1, earlierIds }
  return { from: room.floorSeq === 0 ? 0 : room.floorAt + MAX_CLOCK_SKEW_MS + 1, earlierIds }
}
