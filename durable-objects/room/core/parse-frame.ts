import { type ClientEvent, clientEvent } from '#schema/wire/client/frame.ts'
import type { ErrorCode } from '#schema/wire/error-codes.ts'
import { MAX_EVENTS_PER_FRAME, MAX_FRAME_BYTES } from '#schema/wire/limits.ts'

export type ParsedEvent =
  | { ok: true; event: ClientEvent }
  | { ok: false; code: ErrorCode; id: string | undefined }
export type ParsedFrame = { ok: true; events: ParsedEvent[] } | { ok: false; code: ErrorCode }

const MAX_ECHOED_ID_CHARACTERS = 64
const MAX_UTF8_BYTES_PER_UNIT = 3
const encoder = new TextEncoder()

const isTooLarge = (text: string): boolean =>
  text.length * MAX_UTF8_BYTES_PER_UNIT > MAX_FRAME_BYTES &&
  (text.length > MAX_FRAME_BYTES || encoder.encode(text).byteLength > MAX_FRAME_BYTES)

const readId = (input: unknown): string | undefined => {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, 'id')) return undefined
  const id: unknown = Reflect.get(input, 'id')
  return typeof id === 'string' && id.length <= MAX_ECHOED_ID_CHARACTERS && id.isWellFormed() ? id : undefined
}

/** One event, or why not. */
export function parseEvent(input: unknown): ParsedEvent {
  const parsed = clientEvent.safeParse(input)
  if (parsed.success) return { ok: true, event: parsed.data }
  const isTooLong = parsed.error.issues.some(({ code, path }) => code === 'too_big' && path[0] === 'text')
  return { ok: false, code: isTooLong ? 'too_large' : 'malformed', id: readId(input) }
}

/** A client's frame: each event parsed on its own. */
export function parseFrame(raw: string | ArrayBuffer): ParsedFrame {
  if (typeof raw !== 'string') return { ok: false, code: 'malformed' }
  if (isTooLarge(raw)) return { ok: false, code: 'too_large' }
  let input: unknown
  try {
    input = JSON.parse(raw)
  } catch {
    return { ok: false, code: 'malformed' }
  }
  if (!Array.isArray(input) || input.length === 0) return { ok: false, code: 'malformed' }
  if (input.length > MAX_EVENTS_PER_FRAME) return { ok: false, code: 'too_large' }
  return { ok: true, events: input.map(parseEvent) }
}
