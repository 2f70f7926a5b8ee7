const FREE_SOCKETS = 8
const PAUSE_MS_PER_SOCKET = 0.03
const MAX_PAUSE_MS = 100
const BUSY_MS = 10
const BUSY_MS_PER_SOCKET = 0.2

/**
 * How long a message that finds the queue empty waits for company. An idle room, or a small one, does not wait. A room
 * that flushed a moment ago does, longer the more sockets a flush costs: else, while the platform still writes the last
 * flush to the sockets, each message would come alone and pay for a whole flush, and a huge room would collapse.
 */
export function computeFlushPause(sockets: number, sinceLastFlushMs: number): number {
  if (sockets <= FREE_SOCKETS || sinceLastFlushMs > BUSY_MS + sockets * BUSY_MS_PER_SOCKET) return 0
  return Math.min(MAX_PAUSE_MS, Math.ceil(sockets * PAUSE_MS_PER_SOCKET))
}
