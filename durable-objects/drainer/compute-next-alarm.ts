import type { DrainResult } from './run-drain.ts'

const FIRST_BACKOFF_MS = 250
export const MAX_BACKOFF_MS = 5000

type Input = {
  result: DrainResult
  /** Failed runs in a row, this one included. */
  failures: number
  /** Whether work was announced while the run was under way: it may have come after the last look. */
  woken: boolean
  now: number
  intervalMs: number
  /** 0 ≤ random < 1 */
  random: number
}

/**
 * When to drain next, in ms; null: nothing is left to do until somebody wakes us. A store that is down is tried again
 * after an exponential pause of at most 5 s, jittered downwards by up to a half.
 */
export function computeNextAlarm({ result, failures, woken, now, intervalMs, random }: Input): number | null {
  if (result.outcome === 'unfinished') return now
  if (result.outcome === 'failed') {
    const pause = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(16, Math.max(0, failures - 1)))
    return now + Math.ceil(pause * (1 - random / 2))
  }
  const paced = now + intervalMs
  if (woken) return paced
  return result.nextDueAt === null ? null : Math.max(paced, result.nextDueAt)
}
