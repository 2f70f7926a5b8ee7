import { withMarksOf } from './mark-message.ts'
import type { Message } from './timeline.ts'

/** An edit or a deletion, kept because the message it changes may be loaded after it. */
export type Revision = { at: number; text: string; mentions?: string[] | undefined; deleted: boolean }

export function reviseMessage(message: Message, revision: Revision | undefined): Message {
  if (!revision || message.deletedAt !== undefined) return message
  const { mentions: _, ...rest } = message
  if (revision.deleted) {
    const gone = { ...rest, text: '', deletedAt: revision.at }
    return withMarksOf(gone, gone)
  }
  if (revision.at < (message.editedAt ?? 0)) return message
  const { text, mentions, at } = revision
  return { ...rest, text, editedAt: at, ...(mentions ? { mentions } : {}) }
}

/** The later of two revisions of one message: nothing comes after a deletion. */
export function laterRevision(known: Revision | undefined, revision: Revision): Revision {
  if (known?.deleted) return known
  return known && !revision.deleted && known.at > revision.at ? known : revision
}

/** The later state of two copies of one message. */
export function newerOf(held: Message, found: Message): Message {
  if (held.deletedAt !== undefined) return held
  if (found.deletedAt !== undefined) return found
  return (found.editedAt ?? 0) >= (held.editedAt ?? 0) ? found : held
}
