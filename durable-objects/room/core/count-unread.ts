import type { OpenRoom } from './open-room.ts'

/**
 * Messages after `seq` that are not deleted, from the pages; null where they reach not that far. Who sends has read, so none
 * of them is the reader's own.
 */
export async function countUnread({ deps, log, book }: OpenRoom, seq: number): Promise<number | null> {
  const { epoch, floorSeq } = log.record
  if (seq >= log.head.seq) return 0
  if (seq < floorSeq) return null
  const { counted, deleted, toOpen } = deps.storage.countMessagesAfter(seq)
  let count = counted - deleted
  for (const page of toOpen) {
    const events = await book.open(epoch, page)
    count += events.filter((event) => event.type === 'message' && event.seq > seq).length
  }
  return Math.max(0, count)
}
