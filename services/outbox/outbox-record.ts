import type { Position } from '#schema/wire/ids.ts'

/** A content key as it may leave the room: wrapped by version `masterKeyVersion` of the master key. */
export type WrappedKey = { id: string; wrapped: Uint8Array; masterKeyVersion: number }

/** One log event on its way to the system of record, its text encrypted. Identified by (roomId, epoch, seq). */
export type OutboxRecord = {
  roomId: string
  epoch: number
  seq: number
  kind: 'message' | 'edited' | 'deleted' | 'membership' | 'room'
  actorId: string
  clientId: string | null
  target: Position | null
  contentKey: WrappedKey | null
  ciphertext: Uint8Array | null
  /** What is no content: membership changes, room names. */
  detail: OutboxDetail | null
  createdAt: Date
}

export type OutboxDetail =
  | { type: 'membership'; userId: string; change: 'joined' | 'left'; role: 'owner' | 'moderator' | 'member' }
  | { type: 'room'; change: 'created' | 'renamed' | 'archived'; name: string }
