import type { Actor } from '#domain/roles/can.ts'
import { type History, type HistoryQuery, historyQuery } from '#schema/wire/http/history.ts'
import type { LogEvent, Message } from '#schema/wire/server/log-events.ts'
import { UNAVAILABLE_RETRY_MS } from './limits.ts'
import { nameOf } from './name-of.ts'
import { findObjection, type OpenRoom } from './open-room.ts'
import { Refusal } from './refusal.ts'
import { reviseEvents } from './revise-events.ts'

const PAGES_AT_ONCE = 8
type Found = { messages: Message[]; hasMore: boolean }

/**
 * Messages as they stand now: those after the floor from the pages, older ones from the system of record, with the
 * changes that it may not know of yet.
 */
export async function readHistory(room: OpenRoom, actor: Actor, input: HistoryQuery): Promise<History> {
  const code = findObjection(room, actor, 'room.read')
  if (code) throw new Refusal({ code })
  const query = historyQuery.safeParse(input)
  if (!query.success) throw new Refusal({ code: 'malformed' })
  const { before, after, limit } = query.data
  return after === undefined ? readBackwards(room, before, limit) : readForwards(room, after, limit)
}

async function readBackwards(room: OpenRoom, before: number | undefined, limit: number): Promise<Found> {
  const { floorSeq } = room.log.record
  let end = before ?? Number.MAX_SAFE_INTEGER
  const found: Message[] = []
  while (found.length <= limit && end > floorSeq + 1) {
    const pages = room.deps.storage.readPagesBefore(end, PAGES_AT_ONCE)
    if (pages.length === 0) break
    for (const page of pages) {
      const events = await room.book.open(room.log.record.epoch, page)
      const shown = await reviseEvents(
        room,
        events.filter((event) => event.seq < end),
      )
      found.push(...shown.filter(isMessage).reverse())
      end = page.firstSeq
      if (found.length > limit) break
    }
  }
  if (found.length <= limit && floorSeq > 0) {
    const older = await readRecord(room, {
      before: Math.min(end, floorSeq + 1),
      limit: limit + 1 - found.length,
    })
    found.push(...older.messages.reverse())
  }
  return { messages: found.slice(0, limit).reverse(), hasMore: found.length > limit }
}

async function readForwards(room: OpenRoom, after: number, limit: number): Promise<Found> {
  const { floorSeq } = room.log.record
  const found: Message[] = []
  if (after < floorSeq) {
    const older = await readRecord(room, { after, limit: limit + 1 })
    found.push(...older.messages.filter((message) => message.seq <= floorSeq))
  }
  let start = Math.max(after, floorSeq) + 1
  while (found.length <= limit) {
    const pages = room.deps.storage.readPagesFrom(start, PAGES_AT_ONCE)
    if (pages.length === 0) break
    for (const page of pages) {
      const events = await room.book.open(room.log.record.epoch, page)
      const fresh = events.filter((event) => event.seq >= start)
      found.push(...(await reviseEvents(room, fresh)).filter(isMessage))
      start = page.lastSeq + 1
      if (found.length > limit) break
    }
  }
  return { messages: found.slice(0, limit), hasMore: found.length > limit }
}

async function readRecord(
  room: OpenRoom,
  query: { before?: number; after?: number; limit: number },
): Promise<Found> {
  try {
    const found = await room.deps.record.readMessages(query)
    return { ...found, messages: await addNewerChanges(room, found.messages) }
  } catch (error) {
    room.deps.log('warn', 'room.history_unavailable', { error: nameOf(error) })
    throw new Refusal({ code: 'unavailable', retryAfterMs: UNAVAILABLE_RETRY_MS })
  }
}

async function addNewerChanges(room: OpenRoom, messages: readonly Message[]): Promise<Message[]> {
  const shown = await reviseEvents(room, messages)
  return shown.filter(isMessage)
}

const isMessage = (event: LogEvent): event is Message => event.type === 'message'
