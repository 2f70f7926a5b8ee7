import { computeIdTime, encodeId } from '#domain/room-log/client-id.ts'
import type { LogOperation } from '#schema/wire/client/frame.ts'
import type { LogEvent } from '#schema/wire/server/log-events.ts'
import type { StoredPage } from '../storage/port.ts'
import type { Known } from './dedupe.ts'
import { MAX_CLOCK_SKEW_MS } from './limits.ts'
import type { OpenRoom } from './open-room.ts'

/**
 * Looks for an operation that the memory of ids can't decide on: null when the log never held it. At once where no page
 * must be opened and Postgres need not be asked. @throws when Postgres is needed and down.
 */
export function findEarlier(
  room: OpenRoom,
  authorId: string,
  event: LogOperation,
): Known | null | Promise<Known | null> {
  const storedSince = computeIdTime(event.id) - MAX_CLOCK_SKEW_MS
  const pages = room.deps.storage.findPagesByClientId(encodeId(event.id), storedSince)
  const { floorSeq, floorAt } = room.log.record
  const mustAskRecord = floorSeq > 0 && floorAt >= storedSince
  if (pages.length === 0 && !mustAskRecord) return null
  return search(room, { authorId, event, pages, mustAskRecord })
}

type Search = { authorId: string; event: LogOperation; pages: StoredPage[]; mustAskRecord: boolean }

async function search({ book, log, deps }: OpenRoom, { authorId, event, pages, mustAskRecord }: Search) {
  const id = event.id.toLowerCase()
  for (const page of pages) {
    const events = await book.open(log.record.epoch, page)
    const found = events.find((stored) => isOf(stored, authorId, id))
    if (found) return describe(found, event)
  }
  if (!mustAskRecord) return null
  const recorded = await deps.record.findByClientId({ actorId: authorId, clientId: event.id })
  if (!recorded) return null
  const { epoch, seq, at } = recorded
  return { placed: { epoch, seq, at }, maskedText: null }
}

const isOf = (stored: LogEvent, authorId: string, id: string) =>
  'id' in stored && stored.author.id === authorId && stored.id.toLowerCase() === id

/** The text that was stored differs from the text of the repetition only where the filter changed it. */
const describe = (stored: LogEvent, event: LogOperation): Known => {
  const { epoch, seq, at } = stored
  const isMasked = 'text' in stored && 'text' in event && stored.text !== event.text
  return { placed: { epoch, seq, at }, maskedText: isMasked ? stored.text : null }
}
