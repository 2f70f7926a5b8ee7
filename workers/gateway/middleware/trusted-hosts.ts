import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../context.ts'
import { GatewayRefusal } from '../gateway-refusal.ts'

/** Serves the host names that TRUSTED_HOSTS lists and no other, so that no answer is built on a forged one. */
export const trustedHosts = createMiddleware<GatewayEnv>(async (c, next) => {
  const { host } = new URL(c.req.url)
  const named = c.req.header('host') ?? host
  const trusted = c.get('platform').environment.TRUSTED_HOSTS
  if (!trusted.includes(host) || !trusted.includes(named)) throw new GatewayRefusal('untrusted_host')
  await next()
})
