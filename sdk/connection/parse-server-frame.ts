import * as z from 'zod'
import { epoch, seq } from '#schema/wire/ids.ts'
import { type ServerEvent, serverEvent } from '#schema/wire/server/frame.ts'

/** A log event of a kind that this version doesn't know: it takes its place in the log and says nothing. */
const unknownLogEvent = z.object({ type: z.string(), epoch, seq })
export type UnknownLogEvent = { type: 'unknown'; epoch: number; seq: number }

/**
 * The events of a frame; null when it is no array of JSON. Live events of kinds that this version doesn't know are left out, so
 * that a newer room can say more.
 */
export function parseServerFrame(data: unknown): (ServerEvent | UnknownLogEvent)[] | null {
  if (typeof data !== 'string') return null
  let frame: unknown
  try {
    frame = JSON.parse(data)
  } catch {
    return null
  }
  return Array.isArray(frame) ? frame.flatMap(parseEvent) : null
}

function parseEvent(value: unknown): (ServerEvent | UnknownLogEvent)[] {
  const known = serverEvent.safeParse(value)
  if (known.success) return [known.data]
  const placed = unknownLogEvent.safeParse(value)
  return placed.success && placed.data.type !== 'ack' ? [{ ...placed.data, type: 'unknown' }] : []
}
