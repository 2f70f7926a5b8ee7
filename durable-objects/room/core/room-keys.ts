import { MAX_SEALED_PER_KEY } from '#domain/envelope/envelope.ts'
import type { WrappedKey } from '#services/outbox/outbox-record.ts'
import type { StoredKey } from '../storage/port.ts'
import type { RoomDependencies } from './dependencies.ts'
import { KEY_MAX_AGE_MS } from './limits.ts'

export type DataKey = { wrapped: WrappedKey; key: CryptoKey }

const MAX_CACHED = 1000

/** The data keys of the room: one for its pages, one per author for texts that leave it. */
export class RoomKeys {
  readonly #deps: Pick<RoomDependencies, 'storage' | 'keyring' | 'now' | 'roomId'>
  readonly #opened = new Map<string, Promise<CryptoKey>>()
  readonly #newest = new Map<string | null, { stored: StoredKey; key: CryptoKey }>()

  constructor(deps: Pick<RoomDependencies, 'storage' | 'keyring' | 'now' | 'roomId'>) {
    this.#deps = deps
  }

  /** The key to seal with now; made when there is none or the newest has served long enough. */
  async requireNewest(authorId: string | null, headSeq: number): Promise<DataKey> {
    const cached = this.#newest.get(authorId)
    if (cached && this.#serves(cached.stored, headSeq)) return { wrapped: cached.stored, key: cached.key }
    const { storage, keyring, now, roomId } = this.#deps
    const known = storage.findNewestKey(authorId)
    if (known && this.#serves(known, headSeq)) return this.#remember(known, await this.open(known.id))
    const { wrapped, key } = await keyring.create({ roomId, authorId })
    const stored = { ...wrapped, authorId, createdAt: now(), firstSeq: headSeq }
    storage.insertKey(stored)
    return this.#remember(stored, key)
  }

  /** Names a key of an erased author that opens nothing: their events go on without a text. */
  requireDestroyed(authorId: string, headSeq: number): WrappedKey {
    const { storage, keyring, now } = this.#deps
    const known = storage.findNewestKey(authorId)
    const wrapped = new Uint8Array(0)
    if (known) return { ...known, wrapped }
    const id = crypto.randomUUID()
    const { currentVersion: masterKeyVersion } = keyring
    storage.insertKey({ id, wrapped, masterKeyVersion, authorId, createdAt: now(), firstSeq: headSeq })
    return { id, wrapped, masterKeyVersion }
  }

  /** After keys were destroyed: what is still needed is opened again from storage. */
  forget(): void {
    this.#opened.clear()
    this.#newest.clear()
  }

  open(id: string): Promise<CryptoKey> {
    const known = this.#opened.get(id)
    if (known) return known
    const stored = this.#deps.storage.findKey(id)
    if (!stored) return Promise.reject(new Error('the key of a page is missing'))
    const { roomId, keyring } = this.#deps
    const opened = keyring.unwrap(stored, { roomId, authorId: stored.authorId })
    opened.catch(() => this.#opened.delete(id))
    this.#opened.set(id, opened)
    forgetOldest(this.#opened)
    return opened
  }

  /** Events since the key's first bound the envelopes under it from above. */
  #serves(key: StoredKey, headSeq: number): boolean {
    return (
      key.masterKeyVersion === this.#deps.keyring.currentVersion &&
      headSeq - key.firstSeq < MAX_SEALED_PER_KEY &&
      this.#deps.now() - key.createdAt < KEY_MAX_AGE_MS
    )
  }

  #remember(stored: StoredKey, key: CryptoKey): DataKey {
    this.#newest.set(stored.authorId, { stored, key })
    forgetOldest(this.#newest)
    return { wrapped: stored, key }
  }
}

function forgetOldest<K, V>(cache: Map<K, V>): void {
  if (cache.size <= MAX_CACHED) return
  const oldest = cache.keys().next()
  if (!oldest.done) cache.delete(oldest.value)
}
