import type { LogOperation } from '#schema/wire/client/frame.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { Ack } from '#schema/wire/server/ack.ts'
import type { LiveEvent } from '#schema/wire/server/frame.ts'
import type { LogEvent } from '#schema/wire/server/log-events.ts'
import type { SentinelError } from '../sentinel-error.ts'
import type { ConnectionState } from './connection-state.ts'

type LogEvents = { [Type in LogEvent['type']]: Extract<LogEvent, { type: Type }> }

type LiveEvents = { [Type in LiveEvent['type']]: Extract<LiveEvent, { type: Type }> }

export type ConnectionEvents = LogEvents &
  LiveEvents & {
    /** An own operation is durable in the room. `ack.text` stands where the word filter changed the text. */
    ack: { operation: LogOperation; ack: Ack }
    /** An operation was refused for good (`operation` is it), or something else went wrong. */
    error: { error: SentinelError; operation: LogOperation | null }
    state: ConnectionState
    /** Events were missed that can't be replayed: fetch the history up to `head` anew. */
    resync: { head: Position }
    /** Everything said that is not acknowledged yet, oldest first. */
    pending: readonly LogOperation[]
  }
