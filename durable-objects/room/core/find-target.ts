import type { HistoryMessage } from '#schema/wire/http/history.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { OpenRoom } from './open-room.ts'

export type Target = {
  authorId: string
  isDeleted: boolean
  thread: Position | null
  /** What the system of record tells of it; null for a message of the log of this object, which knows better. */
  recorded: HistoryMessage | null
}

/** The message at `position` as it stands, queued deletions included. @throws when Postgres is needed and down. */
export async function findTarget({ log, book, deps }: OpenRoom, position: Position): Promise<Target | null> {
  const { epoch, seq } = position
  const { record } = log
  if (seq > log.head.seq) return null
  const isDeletedHere = () =>
    log.pending.isDeleted(seq) || (deps.storage.readRevisions(seq, seq)[0]?.deletedAt ?? null) !== null
  if (epoch === record.epoch && seq > record.floorSeq) {
    const event = await book.find(epoch, seq)
    if (event?.type !== 'message') return null
    const { author, thread = null } = event
    const isDeleted = isDeletedHere() || log.isErased(author.id)
    return { authorId: author.id, isDeleted, thread, recorded: null }
  }
  const { messages } = await deps.record.readMessages({ before: seq + 1, limit: 1 })
  const message = messages.find((found) => found.seq === seq && found.epoch === epoch)
  if (!message) return null
  const { author, thread = null, deletedAt } = message
  const isDeleted = deletedAt !== undefined || isDeletedHere() || log.isErased(author.id)
  return { authorId: author.id, isDeleted, thread, recorded: epoch === record.epoch ? null : message }
}
