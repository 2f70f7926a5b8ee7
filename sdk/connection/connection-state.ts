import type { ErrorCode } from '#schema/wire/error-codes.ts'
import type { Author, RoomRole } from '#schema/wire/server/log-events.ts'

export type ConnectionState =
  | { kind: 'idle' }
  | { kind: 'connecting'; attempt: number }
  | { kind: 'open'; you: Author; role: RoomRole; roomName: string }
  /** `retryAt` by the client's own clock, milliseconds since 1970. */
  | { kind: 'waiting'; attempt: number; retryAt: number }
  /** `code` is null where no socket was opened. `final`: coming back by itself makes no sense; `open()` may be called again once the cause is gone. */
  | { kind: 'closed'; code: number | null; final: boolean; error: ErrorCode | null }
