import type { Standing } from '#domain/standing/standing.ts'
import type { RecordedChange } from '#domain/standing/standing-change.ts'

/** One inbox per person, named by the person's id. */
export interface InboxRpc {
  /**
   * The room is about to admit a socket of this person: from now on it is told of every change. Answers how the person stands,
   * so that a ticket from before a change opens nothing after it.
   */
  enter(roomId: string): Promise<Standing>
  /** Kept before it answers; the rooms are told at once, and again until each has heard. */
  apply(changes: readonly RecordedChange[]): Promise<void>
}

/** What an inbox may ask of a room. A room that holds nothing of the person just answers. */
export interface RoomForInbox {
  applyStanding(userId: string, changes: readonly RecordedChange[]): Promise<void>
}
