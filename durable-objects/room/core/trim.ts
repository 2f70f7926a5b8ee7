import { RETAIN_EVENTS, RETAIN_MS, TRIM_INTERVAL_MS } from './limits.ts'
import { nameOf } from './name-of.ts'
import type { OpenRoom } from './open-room.ts'

const MAX_SPANS = 500

/**
 * Forgets pages beyond the window, only where the system of record holds each of their events. When to look again, null
 * while there is nothing beyond the window to come.
 */
export async function trim(room: OpenRoom): Promise<number | null> {
  const { deps, log } = room
  const { record, head } = log
  if (head.seq - record.floorSeq <= RETAIN_EVENTS) return null
  const now = deps.now()
  const spans = deps.storage.listOldestSpans(MAX_SPANS)
  const lastSeq = Math.min(head.seq - RETAIN_EVENTS, record.publishedSeq)
  const old = spans.filter((span) => span.lastSeq <= lastSeq && span.lastAt <= now - RETAIN_MS)
  const first = old.at(0)
  const last = old.at(-1)
  if (!first || !last) return Math.max(now + TRIM_INTERVAL_MS, (spans[0]?.lastAt ?? now) + RETAIN_MS)
  try {
    const range = { epoch: record.epoch, fromSeq: first.firstSeq, toSeq: last.lastSeq }
    const recorded = await deps.record.countRecorded(range)
    if (recorded === range.toSeq - range.fromSeq + 1) {
      deps.storage.trim(last.lastSeq, last.lastAt)
      record.floorSeq = last.lastSeq
      record.floorAt = last.lastAt
      deps.log('info', 'room.trimmed', { events: recorded })
    }
  } catch (error) {
    deps.log('warn', 'room.trim_failed', { error: nameOf(error) })
  }
  return now + TRIM_INTERVAL_MS
}
