import { z } from 'zod'
import { ENVELOPE_COLUMNS } from '#domain/envelope/columns.ts'
import { computeAad } from '#domain/envelope/compute-aad.ts'
import { encodeUtf8 } from '#domain/envelope/encode-utf8.ts'
import { openEnvelope, sealEnvelope } from '#domain/envelope/envelope.ts'
import { type LogEvent, logEvent } from '#schema/wire/server/log-events.ts'
import type { RoomStorage, StoredPage } from '../storage/port.ts'
import type { RoomKeys } from './room-keys.ts'

const MAX_CACHED_CHARACTERS = 4 * 1024 * 1024
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const pageOfEvents = z.array(logEvent)

type OpenedPage = { events: readonly LogEvent[]; characters: number }

/** The encrypted pages of the log, opened and kept as long as they are near. */
export class PageBook {
  readonly #roomId: string
  readonly #storage: RoomStorage
  readonly #keys: RoomKeys
  readonly #opened = new Map<number, OpenedPage>()
  #cachedCharacters = 0

  constructor(roomId: string, storage: RoomStorage, keys: RoomKeys) {
    this.#roomId = roomId
    this.#storage = storage
    this.#keys = keys
  }

  /** `json` is the array of the page's events. */
  async seal(place: { epoch: number; firstSeq: number }, json: string) {
    const { wrapped, key } = await this.#keys.requireNewest(null, place.firstSeq - 1)
    const data = await sealEnvelope(key, encodeUtf8(json), this.#computeAad(place, wrapped.id))
    return { keyId: wrapped.id, data }
  }

  async open(epoch: number, page: StoredPage): Promise<readonly LogEvent[]> {
    const known = this.#opened.get(page.firstSeq)
    if (known) return known.events
    const key = await this.#keys.open(page.keyId)
    const aad = this.#computeAad({ epoch, firstSeq: page.firstSeq }, page.keyId)
    const json = decoder.decode(await openEnvelope(key, page.data, aad))
    const events = pageOfEvents.parse(JSON.parse(json))
    this.#remember(page.firstSeq, { events, characters: json.length })
    return events
  }

  /** The event at `seq` of the pages; null where they hold none. */
  async find(epoch: number, seq: number): Promise<LogEvent | null> {
    const page = this.#storage.readPagesFrom(seq, 1)[0]
    if (!page || page.firstSeq > seq) return null
    const events = await this.open(epoch, page)
    return events[seq - page.firstSeq] ?? null
  }

  /** The page was written anew. */
  forget(firstSeq: number): void {
    const opened = this.#opened.get(firstSeq)
    if (!opened) return
    this.#opened.delete(firstSeq)
    this.#cachedCharacters -= opened.characters
  }

  #computeAad({ epoch, firstSeq }: { epoch: number; firstSeq: number }, keyId: string) {
    return computeAad({ roomId: this.#roomId, epoch, seq: firstSeq, column: ENVELOPE_COLUMNS.page, keyId })
  }

  #remember(firstSeq: number, page: OpenedPage): void {
    if (this.#opened.has(firstSeq)) return
    this.#opened.set(firstSeq, page)
    this.#cachedCharacters += page.characters
    for (const [seq, oldest] of this.#opened) {
      if (this.#cachedCharacters <= MAX_CACHED_CHARACTERS) return
      this.#opened.delete(seq)
      this.#cachedCharacters -= oldest.characters
    }
  }
}
