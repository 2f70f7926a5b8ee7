import { type Erasures, eraseFromEvent } from '#domain/room-log/erase-from-event.ts'
import type { LogEvent } from '#schema/wire/server/log-events.ts'
import type { ClearedPage, StoredErasure, StoredPage } from '../../storage/port.ts'
import { findTarget } from '../find-target.ts'
import { CLEAR_BUDGET_MS, CLEAR_RETRY_MS } from '../limits.ts'
import { nameOf } from '../name-of.ts'
import type { OpenRoom } from '../open-room.ts'

/**
 * Writes the pages anew without what erased people said, page by page, each step kept. When to go on, where the time is up or
 * a page can't be cleared now; null when none is left.
 */
export const clearPages = (room: OpenRoom): Promise<number | null> =>
  room.chains.run('erasure', async () => {
    const { deps } = room
    const until = deps.now() + CLEAR_BUDGET_MS
    try {
      for (;;) {
        const erasure = deps.storage.findOpenErasure()
        if (!erasure) return null
        if (deps.now() >= until) return deps.now()
        await clearNextPage(room, erasure)
        await deps.pause(0)
      }
    } catch (error) {
      deps.log('warn', 'room.erasure_failed', { error: nameOf(error) })
      return deps.now() + CLEAR_RETRY_MS
    }
  })

async function clearNextPage(room: OpenRoom, erasure: StoredErasure): Promise<void> {
  const { storage } = room.deps
  const page = storage.readPagesFrom(erasure.clearedSeq + 1, 1)[0]
  if (!page || page.firstSeq > erasure.uptoSeq) {
    await removePins(room)
    storage.advanceErasure(erasure, erasure.uptoSeq, null)
    return
  }
  // The pins, which are not in the pages, come before the last step.
  if (page.lastSeq >= erasure.uptoSeq) await removePins(room)
  storage.advanceErasure(erasure, page.lastSeq, await clearPage(room, page))
  room.book.forget(page.firstSeq)
}

/** Null where the page holds nothing of theirs. */
async function clearPage({ log, book }: OpenRoom, page: StoredPage): Promise<ClearedPage | null> {
  const { firstSeq } = page
  const { epoch } = log.record
  const { erasures } = log
  const events = await book.open(epoch, page)
  const cleared = events.map((event) => eraseFromEvent(event, erasures))
  const gone = events.flatMap((event) => toGone(event, erasures))
  if (gone.length === 0 && cleared.every((event, index) => event === events[index])) return null
  return { firstSeq, gone, ...(await book.seal({ epoch, firstSeq }, JSON.stringify(cleared))) }
}

const toGone = (event: LogEvent, erasures: Erasures) =>
  event.type === 'message' && erasures.has(event.author.id)
    ? [{ targetSeq: event.seq, threadSeq: event.thread?.seq ?? null }]
    : []

/** Pins of messages whose pages were trimmed: nobody could take them away any more. */
async function removePins(room: OpenRoom): Promise<void> {
  const { storage } = room.deps
  const { epoch, floorSeq } = room.log.record
  for (const seq of storage.readPins().keys()) {
    if (seq > floorSeq) continue
    const target = await findTarget(room, { epoch, seq })
    if (target && room.log.erasures.has(target.authorId)) storage.removePin(seq)
  }
}
