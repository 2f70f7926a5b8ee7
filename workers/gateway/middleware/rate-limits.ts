import { createMiddleware } from 'hono/factory'
import type { RateClass } from '#services/rate-limits/limits.ts'
import { WINDOW_MS } from '#services/rate-limits/rate-limiter.ts'
import { computeNetwork } from '../compute-network.ts'
import type { GatewayContext, GatewayEnv } from '../context.ts'
import { GatewayRefusal } from '../gateway-refusal.ts'
import { setHeader } from '../set-header.ts'

/** Many people share one address. */
const PER_NETWORK_FACTOR = 10

const KINDS: readonly (readonly [pattern: RegExp, kind: RateClass])[] = [
  [/^\/api\/v1\/auth\//, 'auth'],
  [/^\/api\/v1\/rooms\/[^/]+\/(?:tickets|socket)$/, 'ticket'],
  [/^\/api\/v1\/(?:admin|area51)\//, 'administration'],
]

function kindOf(c: GatewayContext): RateClass {
  const found = KINDS.find(([pattern]) => pattern.test(c.req.path))
  if (found) return found[1]
  return c.req.method === 'GET' || c.req.method === 'HEAD' ? 'read' : 'write'
}

/** Counts a request, tells in headers what is left (draft-ietf-httpapi-ratelimit-headers), and refuses what is too much. */
async function count(c: GatewayContext, of: { subject: string; factor?: number }): Promise<void> {
  const kind = kindOf(c)
  const { isAllowed, limit, remaining, resetMs } = await c
    .get('platform')
    .rates.take(kind, { ...of, now: Date.now() })
  setHeader(c, 'ratelimit-policy', `"${kind}";q=${limit};w=${WINDOW_MS / 1000}`)
  setHeader(c, 'ratelimit', `"${kind}";r=${remaining};t=${Math.ceil(resetMs / 1000)}`)
  if (!isAllowed) throw new GatewayRefusal('rate_limited', { retryAfterMs: Math.max(1000, resetMs) })
}

/** By network, before anything is looked up. */
export const limitNetwork = createMiddleware<GatewayEnv>(async (c, next) => {
  const network = computeNetwork(c.req.header('cf-connecting-ip') ?? 'unknown')
  await count(c, { subject: `network:${network}`, factor: PER_NETWORK_FACTOR })
  await next()
})

/** By account, once it is known who asks. */
export const countAccount = (c: GatewayContext, userId: string): Promise<void> =>
  count(c, { subject: `account:${userId}` })
