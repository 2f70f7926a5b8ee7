import type { LogEvent } from '#schema/wire/server/log-events.ts'
import type { OutboxRecord } from '#services/outbox/outbox-record.ts'
import { computeRecord, withoutText } from './compute-record.ts'
import {
  MAX_PUBLISH_BACKOFF_MS,
  MAX_PUBLISH_REST_MS,
  PUBLISH_BATCH_EVENTS,
  PUBLISH_BUDGET_MS,
  PUBLISH_FAILURES_TOLD,
  PUBLISH_REST_FACTOR,
} from './limits.ts'
import { encodeNotice } from './live/encode-notice.ts'
import { nameOf } from './name-of.ts'
import type { OpenRoom } from './open-room.ts'

const FIRST_BACKOFF_MS = 250
const PAGES_AT_ONCE = 16
const EVENTS_BETWEEN_PAUSES = 50

/** Full jitter over the upper half, so that many rooms do not come back at once and none much later than the cap. */
export function computePublishBackoff(failures: number, random: number): number {
  const ceiling = Math.min(MAX_PUBLISH_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(failures - 1, 10))
  return Math.round(ceiling / 2 + (ceiling / 2) * random)
}

/** Moves the log to the outbox, off the way of those who talk. At least once; the outbox takes each event once. */
export class Publisher {
  readonly #room: OpenRoom
  #failures = 0
  #underWay: Promise<unknown> = Promise.resolve()

  constructor(room: OpenRoom) {
    this.#room = room
  }

  get hasWork(): boolean {
    return this.#room.log.record.publishedSeq < this.#room.log.head.seq
  }

  /** Settles when what is on its way to the outbox now has arrived there, or failed. */
  async settle(): Promise<void> {
    await this.#underWay.catch(() => {})
  }

  /** Works until there is nothing left, the time is up or something fails; when to come again, null for never. */
  async run(): Promise<number | null> {
    const { deps } = this.#room
    const startedAt = deps.now()
    try {
      while (this.hasWork && deps.now() - startedAt < PUBLISH_BUDGET_MS) {
        const batchAt = deps.now()
        await this.#publishBatch()
        await this.#rest(deps.now() - batchAt)
      }
      this.#tell(0)
      this.#failures = 0
      return this.hasWork ? deps.now() : null
    } catch (error) {
      this.#tell(this.#failures + 1)
      this.#failures += 1
      const waitMs = computePublishBackoff(this.#failures, deps.random())
      deps.log('warn', 'room.publish_failed', { failures: this.#failures, waitMs, error: nameOf(error) })
      return deps.now() + waitMs
    }
  }

  /** Once when it takes long, once when it goes on. */
  #tell(failures: number): void {
    const { audience, deps } = this.#room
    const wasTold = this.#failures >= PUBLISH_FAILURES_TOLD
    if (failures === PUBLISH_FAILURES_TOLD && !wasTold)
      audience.announce(encodeNotice('recording_delayed', deps.now()))
    if (failures === 0 && wasTold) audience.announce(encodeNotice('recording_restored', deps.now()))
  }

  /** Those who talk come first: the log keeps what waits, and goes out at full speed when they pause. */
  async #rest(batchMs: number): Promise<void> {
    const { deps, log } = this.#room
    if (log.isBusy) await deps.pause(Math.min(MAX_PUBLISH_REST_MS, batchMs * PUBLISH_REST_FACTOR))
  }

  async #publishBatch(): Promise<void> {
    const { deps, log, keys } = this.#room
    const records: OutboxRecord[] = []
    for (const event of await this.#readBatch()) {
      records.push(await computeRecord({ roomId: deps.roomId, keys, log }, event))
      if (records.length % EVENTS_BETWEEN_PAUSES === 0) await deps.pause(0)
    }
    const last = records.at(-1)
    if (!last) throw new Error('the pages hold no event after the published one')
    // Who was erased since their text was sealed has no key any more: none may leave the room.
    this.#underWay = deps.outbox.enqueue(
      records.map((record) => (log.isErased(record.actorId) ? withoutText(record) : record)),
    )
    await this.#underWay
    deps.storage.advancePublished(last.seq)
    log.record.publishedSeq = last.seq
    void deps.outbox.wakeDrainer().catch(() => deps.log('warn', 'room.drainer_not_woken'))
  }

  async #readBatch(): Promise<LogEvent[]> {
    const { deps, log, book } = this.#room
    const { epoch, publishedSeq } = log.record
    const events: LogEvent[] = []
    for (const page of deps.storage.readPagesFrom(publishedSeq + 1, PAGES_AT_ONCE)) {
      for (const event of await book.open(epoch, page)) if (event.seq > publishedSeq) events.push(event)
      if (events.length >= PUBLISH_BATCH_EVENTS) break
    }
    return events.slice(0, PUBLISH_BATCH_EVENTS)
  }
}
