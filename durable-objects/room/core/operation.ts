import type { Session } from '#durable-objects/sockets/session.ts'
import type { ErrorCode } from '#schema/wire/error-codes.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { LogEvent } from '#schema/wire/server/log-events.ts'
import type { Effect } from '../storage/port.ts'

export type RefusalReason = { code: ErrorCode; retryAfterMs?: number | undefined }

/** One client frame on its way: after a retryable refusal the rest of it is refused too, so that order holds. */
export type FrameProgress = { refusal: RefusalReason | null }

export type Placed = Position & { at: number }
export type Settled = { ok: true; placed: Placed } | { ok: false; refusal: RefusalReason }

/** A change of the log that has been checked and waits for its flush. */
export type Operation = {
  readonly type: LogEvent['type']
  readonly actorId: string
  readonly clientId: string | null
  /** The event's JSON after `"at":…`, from the comma on. */
  readonly tail: string
  readonly effect: Effect | null
  /** Whom a message names. */
  readonly mentioned: readonly string[]
  /** The text that stands, where the word filter changed it. */
  readonly maskedText: string | null
  /** The frames it came in. */
  readonly frames: FrameProgress[]
  /** The sockets that wait for its acknowledgement. */
  readonly askers: Session[]
  /** The next operation stands or falls with this one: both are in one page. */
  readonly isBound?: boolean
  readonly settle: ((settled: Settled) => void) | null
}
