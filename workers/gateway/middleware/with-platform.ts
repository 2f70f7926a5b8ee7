import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../context.ts'
import { openPlatform } from '../platform.ts'

/** Nothing is served before the environment is known to be whole. */
export const withPlatform = createMiddleware<GatewayEnv>(async (c, next) => {
  c.set('platform', openPlatform(c.env))
  await next()
})
