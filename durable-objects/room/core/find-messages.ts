import type { HistoryMessage } from '#schema/wire/http/history.ts'
import type { LogEvent, Message } from '#schema/wire/server/log-events.ts'
import type { StoredPage } from '../storage/port.ts'
import { UNAVAILABLE_RETRY_MS } from './limits.ts'
import { nameOf } from './name-of.ts'
import type { OpenRoom } from './open-room.ts'
import { Refusal } from './refusal.ts'
import { reviseEvents } from './revise-events.ts'
import { showMessages } from './show-messages.ts'

const PAGES_AT_ONCE = 8

/** Messages by ascending seq; `hasMore` in the direction asked for. */
export type Found = { messages: HistoryMessage[]; hasMore: boolean }

/** With neither `before` nor `after` the newest; `thread` is the seq of the thread's first message. */
export type FindMessages = {
  before?: number | undefined
  after?: number | undefined
  thread?: number | undefined
  limit: number
}

/**
 * Messages as they stand now: those after the floor from the pages, older ones from the system of record, with the
 * changes that it may not know of yet. @throws Refusal `unavailable` where the record is needed and down
 */
export const findMessages = (room: OpenRoom, query: FindMessages): Promise<Found> =>
  query.after === undefined ? findBackwards(room, query) : findForwards(room, query.after, query)

async function findBackwards(room: OpenRoom, { before, thread, limit }: FindMessages): Promise<Found> {
  const { floorSeq } = room.log.record
  const newestFirst: HistoryMessage[] = []
  let end = before ?? Number.MAX_SAFE_INTEGER
  // A thread begins after its first message.
  const start = Math.max(floorSeq, thread ?? 0) + 1
  while (newestFirst.length <= limit && end > start) {
    const pages = room.deps.storage.readPagesBefore(end, PAGES_AT_ONCE)
    if (pages.length === 0) break
    for (const page of pages) {
      const found = await openPage(room, page, (message) => message.seq < end && isIn(message, thread))
      newestFirst.push(...found.reverse())
      end = page.firstSeq
      if (newestFirst.length > limit) break
    }
  }
  if (newestFirst.length <= limit && floorSeq > 0) {
    const rest = { before: Math.min(end, floorSeq + 1), thread, limit: limit + 1 - newestFirst.length }
    newestFirst.push(...(await readRecord(room, rest)).messages.reverse())
  }
  return { messages: newestFirst.slice(0, limit).reverse(), hasMore: newestFirst.length > limit }
}

async function findForwards(room: OpenRoom, after: number, { thread, limit }: FindMessages): Promise<Found> {
  const { floorSeq } = room.log.record
  const found: HistoryMessage[] = []
  if (after < floorSeq) {
    const older = await readRecord(room, { after, thread, limit: limit + 1 })
    found.push(...older.messages.filter((message) => message.seq <= floorSeq))
  }
  let start = Math.max(after, floorSeq, thread ?? 0) + 1
  while (found.length <= limit) {
    const pages = room.deps.storage.readPagesFrom(start, PAGES_AT_ONCE)
    if (pages.length === 0) break
    for (const page of pages) {
      const from = start
      found.push(...(await openPage(room, page, (message) => message.seq >= from && isIn(message, thread))))
      start = page.lastSeq + 1
      if (found.length > limit) break
    }
  }
  return { messages: found.slice(0, limit), hasMore: found.length > limit }
}

async function openPage(
  room: OpenRoom,
  page: StoredPage,
  isWanted: (message: Message) => boolean,
): Promise<HistoryMessage[]> {
  const events = await room.book.open(room.log.record.epoch, page)
  const wanted = events.filter((event): event is Message => isMessage(event) && isWanted(event))
  return showMessages(room, await reviseEvents(room, wanted))
}

const isMessage = (event: LogEvent): event is Message => event.type === 'message'

const isIn = ({ thread }: Message, seq: number | undefined) => seq === undefined || thread?.seq === seq

async function readRecord(room: OpenRoom, query: FindMessages): Promise<Found> {
  try {
    const { messages, hasMore } = await room.deps.record.readMessages(query)
    return { messages: await bringUpToDate(room, messages), hasMore }
  } catch (error) {
    room.deps.log('warn', 'room.history_unavailable', { error: nameOf(error) })
    throw new Refusal({ code: 'unavailable', retryAfterMs: UNAVAILABLE_RETRY_MS })
  }
}

/** What stands beside a message of this log is known here better than in the record, which follows. */
async function bringUpToDate(room: OpenRoom, messages: readonly HistoryMessage[]): Promise<HistoryMessage[]> {
  const revised = await reviseEvents(room, messages)
  const own = revised
    .filter(({ epoch }) => epoch === room.log.record.epoch)
    .map(({ reactions: _, pinnedAt: __, replies: ___, ...message }) => message)
  const shown = new Map(showMessages(room, own).map((message) => [message.seq, message]))
  return revised.map((message) => shown.get(message.seq) ?? message)
}
