type Bucket = { tokens: number; filledAt: number }

const MAX_BUCKETS = 10_000

/** A token bucket per user, in memory: a restart of the room fills them. */
export class RateLimiter {
  readonly #perMs: number
  readonly #burst: number
  readonly #buckets = new Map<string, Bucket>()

  constructor({ messagesPerSecond, messageBurst }: { messagesPerSecond: number; messageBurst: number }) {
    this.#perMs = messagesPerSecond / 1000
    this.#burst = messageBurst
  }

  /** 0 when one more is allowed, else how long until `wanted` (as far as the burst goes) are. */
  take(userId: string, now: number, wanted: number): number {
    const bucket = this.#buckets.get(userId) ?? this.#open(userId, now)
    const gained = Math.max(0, now - bucket.filledAt) * this.#perMs
    bucket.tokens = Math.min(this.#burst, bucket.tokens + gained)
    bucket.filledAt = now
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1
      return 0
    }
    return Math.ceil((Math.min(wanted, this.#burst) - bucket.tokens) / this.#perMs)
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
