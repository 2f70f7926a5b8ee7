import { Ratelimit } from '@upstash/ratelimit'
import type { Circuit } from '#services/connections/circuit.ts'
import type { Redis } from '#services/connections/redis.ts'
import type { RateClass } from './limits.ts'

export const WINDOW_MS = 60_000
const MAX_LOCAL = 20_000

export type RateAnswer = {
  isAllowed: boolean
  limit: number
  remaining: number
  /** Until there is room again, milliseconds. */
  resetMs: number
}

type Bucket = { count: number; startedAt: number }

/**
 * Counts requests in a sliding minute in Redis (`@upstash/ratelimit`). Who is over the limit is remembered here, and costs no further
 * call. While Redis is down or slow each isolate counts by itself: an outage is neither a free pass nor a lock-out.
 */
export class RateLimiter {
  readonly #limits: Readonly<Record<RateClass, number>>
  readonly #circuit: Circuit
  readonly #redis: Redis
  readonly #counters = new Map<string, Ratelimit>()
  readonly #blocked = new Map<string, number>()
  readonly #local = new Map<string, Bucket>()

  constructor(redis: Redis, circuit: Circuit, limits: Readonly<Record<RateClass, number>>) {
    this.#redis = redis
    this.#circuit = circuit
    this.#limits = limits
  }

  /** Counts one request of `subject`; `factor` widens the limit. */
  async take(
    kind: RateClass,
    { subject, factor = 1, now }: { subject: string; factor?: number; now: number },
  ): Promise<RateAnswer> {
    const limit = this.#limits[kind] * factor
    try {
      const { success, remaining, reset } = await this.#circuit.run(() =>
        this.#counterOf(kind, limit).limit(`${kind}:${subject}`),
      )
      return {
        isAllowed: success,
        limit,
        remaining: Math.max(0, remaining),
        resetMs: Math.max(0, reset - now),
      }
    } catch {
      return this.#takeLocally(`${kind}:${subject}`, limit, now)
    }
  }

  #counterOf(kind: RateClass, limit: number): Ratelimit {
    const key = `${kind}:${limit}`
    const known = this.#counters.get(key)
    if (known) return known
    const counter = new Ratelimit({
      redis: this.#redis,
      limiter: Ratelimit.slidingWindow(limit, `${WINDOW_MS} ms`),
      prefix: 'rate',
      ephemeralCache: this.#blocked,
      timeout: 0,
    })
    this.#counters.set(key, counter)
    return counter
  }

  #takeLocally(key: string, limit: number, now: number): RateAnswer {
    if (this.#local.size >= MAX_LOCAL) this.#local.clear()
    const held = this.#local.get(key)
    const bucket = held && now - held.startedAt < WINDOW_MS ? held : { count: 0, startedAt: now }
    bucket.count += 1
    this.#local.set(key, bucket)
    return {
      isAllowed: bucket.count <= limit,
      limit,
      remaining: Math.max(0, limit - bucket.count),
      resetMs: bucket.startedAt + WINDOW_MS - now,
    }
  }
}
