import type { GatewayContext } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { computeNetwork } from './compute-network.ts'

const ATTEMPTS_PER_ACCOUNT_FACTOR = 5

const digest = async (text: string): Promise<string> => {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(hash, 0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Slows who guesses, by network address and by the account aimed at. The account's own bound is wider, so that a
 * stranger's guesses from one address do not lock its owner out.
 */
export async function limitAttempts(c: GatewayContext, email?: string): Promise<void> {
  const { environment, limitAttempts: limit } = c.get('platform')
  const perMinute = environment.AUTH_ATTEMPTS_PER_MINUTE
  const address = computeNetwork(c.req.header('cf-connecting-ip') ?? 'unknown')
  const waits = await Promise.all([
    limit(`address:${await digest(address)}`, perMinute),
    email === undefined
      ? null
      : limit(`account:${await digest(email.toLowerCase())}`, perMinute * ATTEMPTS_PER_ACCOUNT_FACTOR),
  ])
  const retryAfterMs = waits.find((wait) => wait !== null)
  if (retryAfterMs) throw new GatewayRefusal('rate_limited', { retryAfterMs })
}
