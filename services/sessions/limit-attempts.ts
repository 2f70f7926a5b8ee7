import type { Circuit } from '#services/connections/circuit.ts'
import type { Redis } from '#services/connections/redis.ts'

const WINDOW_SECONDS = 60

/** Milliseconds to wait before the next attempt, or null when this one may go on. */
export type AttemptLimiter = (subject: string, maxPerMinute: number) => Promise<number | null>

/**
 * Counts attempts per subject and minute in Redis. While Redis is down every attempt goes on: scrypt's cost stays, and
 * nobody is locked out by an outage.
 */
export function createAttemptLimiter(redis: Redis, circuit: Circuit): AttemptLimiter {
  return async (subject, maxPerMinute) => {
    const key = `attempts:${subject}`
    const attempts = await circuit
      .run(async () => {
        const [, count] = await redis
          .multi()
          .set(key, 0, { ex: WINDOW_SECONDS, nx: true })
          .incr(key)
          .exec<[unknown, number]>()
        return Number(count)
      })
      .catch(() => 0)
    return attempts > maxPerMinute ? WINDOW_SECONDS * 1000 : null
  }
}
