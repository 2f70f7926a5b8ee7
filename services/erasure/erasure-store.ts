/** A deleted person and a room in which something of theirs is left. */
export type Erasure = { roomId: string; userId: string }

/** What an erasure does to the room and the two databases; every call may fail, and may fail after it took effect. */
export interface ErasureStore {
  /** What is unfinished, in no order, so that none that can't be done stands in the way of others. */
  list(limit: number): Promise<Erasure[]>
  /** Whether the room is done: nothing of the person is left there, and nothing with a key of theirs is on its way out. */
  eraseInRoom(erasure: Erasure): Promise<boolean>
  /** Empties keys of the person on their way through the outbox. */
  blankOutbox(erasure: Erasure): Promise<void>
  /** Marks recorded messages as deleted; false while there are more. */
  markMessages(erasure: Erasure): Promise<boolean>
  /** Takes it off the list. */
  finish(erasure: Erasure): Promise<void>
}
