import type { Position } from '#schema/wire/ids.ts'
import type { LogEvent, RoomRole } from '#schema/wire/server/log-events.ts'

/** A content key as it may leave the room: wrapped by version `masterKeyVersion` of the master key. */
export type WrappedKey = { id: string; wrapped: Uint8Array; masterKeyVersion: number }

/** One log event on its way to the system of record, its text encrypted. Identified by (roomId, epoch, seq). */
export type OutboxRecord = {
  roomId: string
  epoch: number
  seq: number
  kind: LogEvent['type']
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
  | {
      type: 'message'
      replyTo?: Position | undefined
      thread?: Position | undefined
      mentions?: string[] | undefined
    }
  | { type: 'edited'; mentions: string[] }
  | { type: 'reaction'; emoji: string; change: 'added' | 'removed' }
  | { type: 'pin'; change: 'pinned' | 'unpinned' }
  | {
      type: 'membership'
      userId: string
      change: 'joined' | 'left' | 'removed' | 'role'
      role: RoomRole
      /** Who did it, where that is not the member. */
      byId?: string | undefined
      /** The account was deleted. */
      erased?: true | undefined
    }
  | { type: 'moderation'; userId: string; action: 'muted' | 'unmuted'; until: number | null }
  | {
      type: 'room'
      change: 'created' | 'renamed' | 'topic' | 'archived'
      name: string
      topic?: string | undefined
    }
