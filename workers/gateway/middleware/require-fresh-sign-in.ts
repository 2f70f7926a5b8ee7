import { createMiddleware } from 'hono/factory'
import { beganAt } from '#domain/standing/standing.ts'
import type { GatewayEnv } from '../context.ts'
import { GatewayRefusal } from '../gateway-refusal.ts'

const FRESH_MS = 10 * 60_000

/**
 * For what changes how a person signs in: the session began, or had a second factor checked, within ten minutes. A session that was
 * left open changes none of it. Stands after `requireActor`.
 */
export const requireFreshSignIn = createMiddleware<GatewayEnv>(async (c, next) => {
  const since = Math.max(beganAt(c.get('actor').sessionId), c.get('secondFactorAt') ?? 0)
  if (!(Date.now() - since <= FRESH_MS)) throw new GatewayRefusal('second_factor_required')
  await next()
})
