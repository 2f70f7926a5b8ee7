import type { Circuit } from '#services/connections/circuit.ts'
import type { Redis } from '#services/connections/redis.ts'
import { signToken, verifySignedToken } from './signed-token.ts'

const FREE_TRIES = 10
const FIRST_WAIT_MS = 1_000
const MAX_WAIT_MS = 15 * 60_000
const MEMORY_SECONDS = 3_600
const MAX_LOCAL = 10_000
const DEVICE_BYTES = 16

export type Tries = { count: number; lastAt: number }

/** How long to wait after so many tries: nothing at first, then twice as long each time. */
export function computeWait({ count, lastAt }: Tries, now: number): number {
  if (count < FREE_TRIES) return 0
  const waitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(count - FREE_TRIES, 20))
  return Math.max(0, lastAt + waitMs - now)
}

/** `computeWait`, and the try is counted where there is nothing to wait for, in one step: many at once get no more tries. */
const TAKE = `
local count = tonumber(redis.call('HGET', KEYS[1], 'count') or '0')
local last_at = tonumber(redis.call('HGET', KEYS[1], 'lastAt') or '0')
local free, first, longest, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if count >= free then
  local wait = last_at + math.min(longest, first * 2 ^ math.min(count - free, 20)) - now
  if wait > 0 then return math.ceil(wait) end
end
redis.call('HINCRBY', KEYS[1], 'count', 1)
redis.call('HSET', KEYS[1], 'lastAt', ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 0`

/**
 * Slows guessing at one account without locking its owner out (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). A
 * device that has signed in to the account before carries a token of ours and has tries of its own; all strangers share theirs.
 */
export class SignInThrottle {
  readonly #redis: Redis
  readonly #circuit: Circuit
  readonly #secret: string
  /** What is counted here while Redis is down, so that an outage is no free pass. */
  readonly #local = new Map<string, Tries>()

  constructor(redis: Redis, circuit: Circuit, secret: string) {
    this.#redis = redis
    this.#circuit = circuit
    this.#secret = secret
  }

  /** Whose tries count: `account` is a digest of the address. */
  async subjectOf(account: string, deviceToken: string | undefined): Promise<string> {
    const device = deviceToken && (await verifySignedToken(deviceToken, this.#deviceSecret(account)))
    return device ? `device:${account}:${device}` : `strangers:${account}`
  }

  /** Milliseconds to wait before the next try; 0: this one is counted and may go on. */
  async take(subject: string, now: number): Promise<number> {
    const values = [FREE_TRIES, FIRST_WAIT_MS, MAX_WAIT_MS, now, MEMORY_SECONDS]
    try {
      const waitMs = await this.#circuit.run(() =>
        this.#redis.eval<number[], number>(TAKE, [keyOf(subject)], values),
      )
      return Number(waitMs)
    } catch {
      return this.#takeLocally(subject, now)
    }
  }

  /** It was the right password: nothing is held against who tries next. */
  async forgive(subject: string): Promise<void> {
    this.#local.delete(subject)
    await this.#circuit.run(() => this.#redis.del(keyOf(subject))).catch(() => undefined)
  }

  /** What the device keeps after it has signed in to the account. */
  issueDevice(account: string): Promise<string> {
    const device = Buffer.from(crypto.getRandomValues(new Uint8Array(DEVICE_BYTES))).toString('base64url')
    return signToken(device, this.#deviceSecret(account))
  }

  #deviceSecret(account: string): string {
    return `device:${account}:${this.#secret}`
  }

  #takeLocally(subject: string, now: number): number {
    const tries = this.#local.get(subject) ?? { count: 0, lastAt: 0 }
    const waitMs = computeWait(tries, now)
    if (waitMs > 0) return waitMs
    if (this.#local.size >= MAX_LOCAL) this.#local.clear()
    this.#local.set(subject, { count: tries.count + 1, lastAt: now })
    return 0
  }
}

const keyOf = (subject: string) => `sign-in:${subject}`
