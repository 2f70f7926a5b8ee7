import type { Position } from '#schema/wire/ids.ts'
import type { OpenRoom } from './open-room.ts'

export type Target = { authorId: string; isDeleted: boolean }

/** The message at `position` as it stands, queued deletions included. @throws when Postgres is needed and down. */
export async function findTarget({ log, book, deps }: OpenRoom, position: Position): Promise<Target | null> {
  const { epoch, seq } = position
  const { record } = log
  if (seq > log.head.seq) return null
  const isDeletedHere = () =>
    log.pendingDeletions.has(seq) || (deps.storage.readRevisions(seq, seq)[0]?.deletedAt ?? null) !== null
  if (epoch === record.epoch && seq > record.floorSeq) {
    const event = await book.find(epoch, seq)
    if (event?.type !== 'message') return null
    return { authorId: event.author.id, isDeleted: isDeletedHere() }
  }
  const { messages } = await deps.record.readMessages({ before: seq + 1, limit: 1 })
  const message = messages.find((found) => found.seq === seq && found.epoch === epoch)
  if (!message) return null
  return { authorId: message.author.id, isDeleted: message.deletedAt !== undefined || isDeletedHere() }
}
