import { applyRevision, computeShownTarget, type Revision } from '#domain/room-log/apply-revision.ts'
import { eraseFromEvent } from '#domain/room-log/erase-from-event.ts'
import type { LogEvent } from '#schema/wire/server/log-events.ts'
import type { StoredRevision } from '../storage/port.ts'
import type { OpenRoom } from './open-room.ts'

/** The events as they may be shown now. A text that was edited, deleted or erased since is never served again. */
export async function reviseEvents<Event extends LogEvent>(
  room: OpenRoom,
  events: readonly Event[],
): Promise<Event[]> {
  const revisions = await readRevisions(room, events)
  const { erasures } = room.log
  if (revisions.size === 0 && erasures.size === 0) return [...events]
  return events.map((event) =>
    eraseFromEvent(applyRevision(event, revisions.get(computeShownTarget(event) ?? -1)), erasures),
  )
}

async function readRevisions(room: OpenRoom, events: readonly LogEvent[]): Promise<Map<number, Revision>> {
  const revisions = new Map<number, Revision>()
  const add = async (stored: StoredRevision) => {
    revisions.set(stored.targetSeq, {
      targetSeq: stored.targetSeq,
      edit: stored.deletedAt === null ? await readEdit(room, stored.editedSeq) : null,
      editedAt: stored.editedAt,
      deletedAt: stored.deletedAt,
    })
  }
  const { storage } = room.deps
  const first = events.at(0)
  const last = events.at(-1)
  if (!first || !last) return revisions
  for (const stored of storage.readRevisions(first.seq, last.seq)) await add(stored)
  for (const event of events) {
    const target = computeShownTarget(event)
    if (target === null || (target >= first.seq && target <= last.seq) || revisions.has(target)) continue
    for (const stored of storage.readRevisions(target, target)) await add(stored)
  }
  return revisions
}

/** An edit in the pages; null for none. An edit whose page was trimmed has been recorded with its text. */
async function readEdit({ book, log }: OpenRoom, editedSeq: number | null): Promise<Revision['edit']> {
  if (editedSeq === null || editedSeq <= log.record.floorSeq) return null
  const event = await book.find(log.record.epoch, editedSeq)
  return event?.type === 'edited' ? { text: event.text, mentions: event.mentions } : null
}
