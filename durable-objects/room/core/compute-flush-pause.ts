const FREE_SOCKETS = 8
const MIN_PAUSE_MS_PER_SOCKET = 0.02
const MAX_PAUSE_MS = 100
const BUSY_MS = 10
const BUSY_MS_PER_SOCKET = 0.2

export type FlushLoad = { sockets: number; sinceLastFlushMs: number; lastFlushCostMs: number }

/**
 * How long, at most, a message that finds the queue empty waits for company. An idle room, or a small one, does not wait. A
 * room that flushed a moment ago does, as long as the last flush took: so at least half of a busy room's time is left to
 * listen, and the more a flush costs the more messages share it. Else, while the platform still writes the last flush to the
 * sockets, each message would come alone and pay for a whole flush, and a huge room would collapse.
 */
export function computeFlushPause({ sockets, sinceLastFlushMs, lastFlushCostMs }: FlushLoad): number {
  if (sockets <= FREE_SOCKETS || sinceLastFlushMs > BUSY_MS + sockets * BUSY_MS_PER_SOCKET) return 0
  const least = Math.ceil(sockets * MIN_PAUSE_MS_PER_SOCKET)
  return Math.min(MAX_PAUSE_MS, Math.max(least, Math.ceil(lastFlushCostMs)))
}

const UNPACED_SOCKETS = 2_000
const PACE_MS_PER_SOCKET = 0.03
const MAX_PACE_MS = 500

/**
 * How long a message waits for company in any case: rooms that relays hold flush at a pace, since each flush costs a frame
 * to every socket, wherever it is. At 10,000 sockets four flushes a second; below 2,000 as many as come.
 */
export function computePace({ sockets, sinceLastFlushMs }: Omit<FlushLoad, 'lastFlushCostMs'>): number {
  const apartMs = Math.min(MAX_PACE_MS, (sockets - UNPACED_SOCKETS) * PACE_MS_PER_SOCKET)
  return Math.max(0, Math.ceil(apartMs - sinceLastFlushMs))
}
