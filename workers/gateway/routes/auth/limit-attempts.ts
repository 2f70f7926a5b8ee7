import { computeNetwork } from '../../compute-network.ts'
import type { GatewayContext } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { digestOf } from './account-digest.ts'

/** Slows whoever tries much from one network. What is tried at one account is slowed by `SignInThrottle`. */
export async function limitAttempts(c: GatewayContext): Promise<void> {
  const { environment, limitAttempts: limit } = c.get('platform')
  const address = computeNetwork(c.req.header('cf-connecting-ip') ?? 'unknown')
  const retryAfterMs = await limit(`address:${await digestOf(address)}`, environment.AUTH_ATTEMPTS_PER_MINUTE)
  if (retryAfterMs) throw new GatewayRefusal('rate_limited', { retryAfterMs })
}
