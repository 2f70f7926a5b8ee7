import type { ErrorCode } from '#schema/wire/error-codes.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { Author, RoomRole } from '#schema/wire/server/log-events.ts'

export type ConnectionState =
  | { kind: 'idle' }
  | { kind: 'connecting'; attempt: number }
  /**
   * `read`: how far the person had read on any device. `unread`: messages of others after it; null where the room left it open: ask
   * `rooms.unread`.
   */
  | {
      kind: 'open'
      you: Author
      role: RoomRole
      roomName: string
      read: Position | null
      unread: number | null
      /** The longest message that this person may say, UTF-16 code units. */
      maxTextCharacters: number
    }
  /** `retryAt` by the client's own clock, milliseconds since 1970. */
  | { kind: 'waiting'; attempt: number; retryAt: number }
  /** `code` is null where no socket was opened. `final`: coming back by itself makes no sense; `open()` may be called again once the cause is gone. */
  | { kind: 'closed'; code: number | null; final: boolean; error: ErrorCode | null }
