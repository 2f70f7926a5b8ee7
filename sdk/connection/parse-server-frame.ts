import { type ServerEvent, serverEvent } from '#schema/wire/server/frame.ts'

/**
 * The events of a frame; null when it is no array of JSON. Events of kinds that this version doesn't know are left out, so
 * that a newer room can say more.
 */
export function parseServerFrame(data: unknown): ServerEvent[] | null {
  if (typeof data !== 'string') return null
  let frame: unknown
  try {
    frame = JSON.parse(data)
  } catch {
    return null
  }
  if (!Array.isArray(frame)) return null
  return frame.flatMap((value: unknown) => {
    const parsed = serverEvent.safeParse(value)
    return parsed.success ? [parsed.data] : []
  })
}
