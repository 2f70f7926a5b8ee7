import type { EventRange } from '../../../relay/contract.ts'
import type { OpenRoom } from '../open-room.ts'
import { reviseEvents } from '../revise-events.ts'

const PAGES_AT_ONCE = 16
const MAX_CHARACTERS = 4 * 1024 * 1024

/** The events after `after` as they may be shown now, from the pages, in order and without a gap; at least one where there is one. */
export async function readEvents(room: OpenRoom, after: number, limit: number): Promise<EventRange> {
  const { log, book, deps } = room
  if (after < log.record.floorSeq) return { events: null, head: log.head }
  const events: string[] = []
  let characters = 0
  let last = after
  while (last < log.head.seq && events.length < limit && characters < MAX_CHARACTERS) {
    const before = last
    for (const page of deps.storage.readPagesFrom(last + 1, PAGES_AT_ONCE)) {
      for (const event of await reviseEvents(room, await book.open(log.record.epoch, page))) {
        if (event.seq <= last || events.length >= limit) continue
        const json = JSON.stringify(event)
        events.push(json)
        characters += json.length
        last = event.seq
      }
    }
    if (last === before) throw new Error('a gap in the pages')
  }
  return { events, head: log.head }
}
