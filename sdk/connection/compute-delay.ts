export type Backoff = { firstMs: number; capMs: number }

/** Exponential backoff with full jitter (AWS Architecture Blog, 2015): 0 up to `firstMs · 2^attempt`, capped. */
export function computeDelay({ firstMs, capMs }: Backoff, attempt: number, random: number): number {
  return Math.round(random * Math.min(capMs, firstMs * 2 ** Math.min(attempt, 30)))
}

const MAX_SERVER_DELAY_MS = 10 * 60_000

/** The delay that a close reason names (`retry_after_ms=<n>`), or null. */
export function parseRetryAfter(reason: string): number | null {
  const match = /(?:^|[\s;,])retry_after_ms=(\d{1,9})(?:$|[\s;,])/.exec(reason)
  return match ? Math.min(Number(match[1]), MAX_SERVER_DELAY_MS) : null
}
