import { CLOSE, isReconnectable } from '#schema/wire/close-codes.ts'
import { ERRORS } from '#schema/wire/error-codes.ts'
import * as limits from '#schema/wire/limits.ts'
import { table } from './fill-tables.ts'

const CLOSE_MEANINGS: Record<keyof typeof CLOSE, string> = {
  restarting: 'The room moves, restarts or is full. The reason is `retry_after_ms=<n>`.',
  sessionExpired: 'The session or the ticket ran out: fetch a new ticket.',
  flooding: 'Too fast, or too many sockets of one user. The reason is `retry_after_ms=<n>`.',
  idle: 'No hello came in time.',
  protocolViolation: 'Frames that no client of ours produces.',
  ticketRefused: 'The ticket was used before, or is for another room.',
  membershipEnded: 'Not, or no longer, a member of the room.',
  sessionRevoked: 'The session was revoked.',
  archived: 'The room is archived.',
  banned: 'The account is banned.',
}

const LIMIT_MEANINGS: Record<keyof typeof limits, string> = {
  MAX_FRAME_BYTES: 'bytes of a frame in UTF-8',
  MAX_EVENTS_PER_FRAME: 'events in a frame',
  MAX_TEXT_CHARACTERS: 'UTF-16 code units of a message',
  MAX_NAME_CHARACTERS: 'UTF-16 code units of a name',
  MAX_PAGE_ITEMS: 'items of a page over HTTP',
  DEFAULT_PAGE_ITEMS: 'items of a page that asks for no number',
  MAX_TOPIC_CHARACTERS: 'UTF-16 code units of a topic',
  MAX_MENTIONS: 'people whom a message names',
  MAX_EMOJI_CHARACTERS: 'UTF-16 code units of an emoji',
  MAX_REACTIONS_PER_MESSAGE: 'different emoji on a message',
  MAX_REACTORS_LISTED: 'people listed for each emoji',
  MAX_PINS: 'pinned messages of a room',
}

const BOUNDS: Record<keyof typeof limits, number> = { ...limits }

const keysOf = <T extends object>(record: T) => Object.keys(record) as (keyof T & string)[]

/** The tables of docs/protocol.md that follow from the code. */
const renderErrors = () =>
  table(
    ['code', 'HTTP status', 'retryable', 'message'],
    keysOf(ERRORS).map((code) => {
      const { status, retryable, message } = ERRORS[code]
      return [`\`${code}\``, status, retryable ? 'yes' : 'no', message]
    }),
  )

const renderCloseCodes = () =>
  table(
    ['code', 'come back', 'meaning'],
    keysOf(CLOSE).map((name) => [
      CLOSE[name],
      isReconnectable(CLOSE[name]) ? 'yes' : 'no',
      CLOSE_MEANINGS[name],
    ]),
  )

const renderLimits = () =>
  table(
    ['at most', 'of what'],
    keysOf(LIMIT_MEANINGS).map((name) => [BOUNDS[name], LIMIT_MEANINGS[name]]),
  )

export const PROTOCOL_TABLES: Readonly<Record<string, () => string>> = {
  errors: renderErrors,
  'close codes': renderCloseCodes,
  limits: renderLimits,
}
