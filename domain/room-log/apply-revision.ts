import type { LogEvent } from '#schema/wire/server/log-events.ts'

/** How a message stands now. */
export type Revision = {
  targetSeq: number
  /** Its latest edit; null where it was never edited, or where what is revised has the text of it already. */
  edit: { text: string; mentions?: string[] | undefined } | null
  editedAt: number | null
  deletedAt: number | null
}

/** The seq of the message that an event shows the text of; null where it shows none. */
export const computeShownTarget = (event: LogEvent): number | null => {
  if (event.type === 'message') return event.seq
  return event.type === 'edited' ? event.target.seq : null
}

/** The event as it may be shown now: the text of a deleted message is gone, that of an edited one is the latest. */
export function applyRevision<Event extends LogEvent>(event: Event, revision: Revision | undefined): Event {
  if (!revision || (event.type !== 'message' && event.type !== 'edited')) return event
  const { edit, editedAt, deletedAt } = revision
  const { mentions, ...rest } = event
  const isDeleted = deletedAt !== null
  const named = isDeleted ? undefined : edit ? edit.mentions : mentions
  return {
    ...rest,
    text: isDeleted ? '' : (edit?.text ?? event.text),
    ...(named ? { mentions: named } : {}),
    ...(event.type === 'message' && editedAt !== null ? { editedAt } : {}),
    ...(event.type === 'message' && isDeleted ? { deletedAt } : {}),
  } as Event
}
