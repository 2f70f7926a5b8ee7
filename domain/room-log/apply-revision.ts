import type { LogEvent } from '#schema/wire/server/log-events.ts'

/** How a message stands now; `text` is that of its latest edit, null where it was never edited. */
export type Revision = {
  targetSeq: number
  text: string | null
  editedAt: number | null
  deletedAt: number | null
}

/** The seq of the message that an event shows the text of; null where it shows none. */
export const computeShownTarget = (event: LogEvent): number | null => {
  if (event.type === 'message') return event.seq
  return event.type === 'edited' ? event.target.seq : null
}

/** The event as it may be shown now: the text of a deleted message is gone, that of an edited one is the latest. */
export function applyRevision(event: LogEvent, revision: Revision | undefined): LogEvent {
  if (!revision || (event.type !== 'message' && event.type !== 'edited')) return event
  const text = revision.deletedAt === null ? (revision.text ?? event.text) : ''
  if (event.type === 'edited') return { ...event, text }
  return {
    ...event,
    text,
    ...(revision.editedAt === null ? {} : { editedAt: revision.editedAt }),
    ...(revision.deletedAt === null ? {} : { deletedAt: revision.deletedAt }),
  }
}
