import type { Standing } from '#domain/standing/standing.ts'
import type { RecordedChange } from '#domain/standing/standing-change.ts'

/** What an inbox keeps. Synchronous, so that a change and what follows from it are one step. */
export interface InboxStorage {
  readStanding(): Standing
  /** Registers the room until `until`, unless it is until `needed` at least; a known one keeps what it has heard. */
  register(roomId: string, times: { needed: number; until: number }): void
  /** False when the change is known already. */
  append(change: RecordedChange, standing: Standing): boolean
  /** Rooms that have not heard every change, with the changes that each has not heard, oldest first. */
  listUnheard(): { roomId: string; last: number; changes: RecordedChange[] }[]
  markHeard(roomId: string, last: number): void
  /** Forgets rooms that can't hold a socket any more, and changes that everyone has heard and that are older. */
  purge(now: number, changesBefore: number): void
}
