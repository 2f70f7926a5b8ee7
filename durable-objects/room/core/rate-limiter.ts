import type { Plans } from '#domain/plans/plan.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import { EVENTS_PER_MESSAGE, SPARE_EVENT_BURST, SPARE_EVENTS_PER_SECOND } from './limits.ts'

type Rate = { messagesPerSecond: number; messageBurst: number }
type Bucket = { tokens: number; filledAt: number }

const MAX_BUCKETS = 10_000

/** How many events of any kind go with the highest rate of messages: repetitions, refused ones and those of many sockets too. */
export function computePatience(plans: Plans): Rate {
  const highest = (field: keyof Rate) => Math.max(...Object.values(plans).map((plan) => plan[field]))
  return {
    messagesPerSecond: highest('messagesPerSecond') * EVENTS_PER_MESSAGE + SPARE_EVENTS_PER_SECOND,
    messageBurst: highest('messageBurst') * EVENTS_PER_MESSAGE + SPARE_EVENT_BURST,
  }
}

/** One limiter for each role, at the rate of its plan. */
export const createLimiters = (plans: Plans): Record<PlatformRole, RateLimiter> => ({
  guest: new RateLimiter(plans.guest),
  member: new RateLimiter(plans.member),
  'paid-member': new RateLimiter(plans['paid-member']),
  moderator: new RateLimiter(plans.moderator),
  administrator: new RateLimiter(plans.administrator),
})

/** A token bucket per user, in memory: a restart of the room fills them. */
export class RateLimiter {
  readonly #perMs: number
  readonly #burst: number
  readonly #buckets = new Map<string, Bucket>()

  constructor({ messagesPerSecond, messageBurst }: Rate) {
    this.#perMs = messagesPerSecond / 1000
    this.#burst = messageBurst
  }

  /** 0 when one more is allowed, else how long until `wanted` (as far as the burst goes) are. */
  take(userId: string, now: number, wanted: number): number {
    const bucket = this.#fill(userId, now)
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1
      return 0
    }
    return Math.ceil((Math.min(wanted, this.#burst) - bucket.tokens) / this.#perMs)
  }

  /** Takes `cost` of what has already happened; false when there is less than that. */
  charge(userId: string, now: number, cost: number): boolean {
    const bucket = this.#fill(userId, now)
    if (bucket.tokens < cost) return false
    bucket.tokens -= cost
    return true
  }

  #fill(userId: string, now: number): Bucket {
    const bucket = this.#buckets.get(userId) ?? this.#open(userId, now)
    const gained = Math.max(0, now - bucket.filledAt) * this.#perMs
    bucket.tokens = Math.min(this.#burst, bucket.tokens + gained)
    bucket.filledAt = now
    return bucket
  }

  #open(userId: string, now: number): Bucket {
    if (this.#buckets.size >= MAX_BUCKETS) this.#dropFull(now)
    const bucket = { tokens: this.#burst, filledAt: now }
    this.#buckets.set(userId, bucket)
    return bucket
  }

  #dropFull(now: number): void {
    for (const [userId, { tokens, filledAt }] of this.#buckets) {
      if (tokens + (now - filledAt) * this.#perMs >= this.#burst) this.#buckets.delete(userId)
    }
  }
}
