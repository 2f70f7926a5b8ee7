const FREE_SOCKETS = 8
const MS_PER_SOCKET = 0.02
const MAX_PAUSE_MS = 100

/**
 * How long after a flush the next one may begin: nothing in a small room, longer the more sockets one flush costs, so that
 * a huge room slows down instead of collapsing.
 */
export const computeFlushPause = (sockets: number): number =>
  sockets <= FREE_SOCKETS ? 0 : Math.min(MAX_PAUSE_MS, Math.ceil(sockets * MS_PER_SOCKET))
