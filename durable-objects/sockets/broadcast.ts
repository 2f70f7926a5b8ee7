import type { Position } from '#schema/wire/ids.ts'
import type { Session } from './session.ts'

/** One flush, as it goes to everyone. */
export type Broadcast = {
  firstSeq: number
  /** The place of its last event. */
  head: Position
  /** The array of its events, and each of them. */
  json: string
  events: readonly string[]
  /** Texts that were told before changed or are gone. */
  revises: boolean
  /** The same for clients of revision 1. */
  jsonForRevision1(): string
  /** Its messages that name people. */
  mentions: readonly Mention[]
  /** Acknowledgements, without brackets, for those who asked. */
  acks: ReadonlyMap<Session, string>
}

export type Mention = { userIds: readonly string[]; seq: number; json: string }
