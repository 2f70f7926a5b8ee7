import { createMiddleware } from 'hono/factory'
import { beganAt } from '#domain/standing/standing.ts'
import type { GatewayEnv } from '../context.ts'
import { GatewayRefusal } from '../gateway-refusal.ts'

const FRESH_MS = 10 * 60_000

type SignIn = { sessionId: string; secondFactorAt: number | null }

/** True when the session began, or had a second factor checked, within ten minutes. */
export const isFreshSignIn = ({ sessionId, secondFactorAt }: SignIn, now: number): boolean =>
  now - Math.max(beganAt(sessionId), secondFactorAt ?? 0) <= FRESH_MS

/**
 * For what changes how a person signs in: the session began, or had a second factor checked, within ten minutes. A session that was
 * left open changes none of it. Stands after `requireActor`.
 */
export const requireFreshSignIn = createMiddleware<GatewayEnv>(async (c, next) => {
  const { sessionId } = c.get('actor')
  if (!isFreshSignIn({ sessionId, secondFactorAt: c.get('secondFactorAt') }, Date.now()))
    throw new GatewayRefusal('second_factor_required')
  await next()
})
