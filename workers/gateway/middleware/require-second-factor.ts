import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../context.ts'
import { GatewayRefusal } from '../gateway-refusal.ts'

/** Refuses whose session had no second factor checked within `maxAgeMs`, whether or not they have one. Stands after `requireActor`. */
export const requireSecondFactor = ({ maxAgeMs }: { maxAgeMs: number }) =>
  createMiddleware<GatewayEnv>(async (c, next) => {
    const checkedAt = c.get('secondFactorAt')
    if (checkedAt === null || Date.now() - checkedAt > maxAgeMs)
      throw new GatewayRefusal('second_factor_required')
    await next()
  })
