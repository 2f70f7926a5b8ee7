import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../context.ts'
import { GatewayRefusal } from '../gateway-refusal.ts'

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Cross-site requests end here. An Origin must be a trusted one. A browser sends one with each unsafe request, so an
 * unsafe request that carries cookies and has none must at least be same-origin by Fetch Metadata. Clients with a
 * bearer token and without cookies have nothing that a foreign page could ride on.
 */
export const trustedOrigins = createMiddleware<GatewayEnv>(async (c, next) => {
  const origin = c.req.header('origin')
  if (origin !== undefined) {
    if (!c.get('platform').environment.TRUSTED_ORIGINS.includes(origin))
      throw new GatewayRefusal('foreign_origin')
  } else if (!SAFE_METHODS.has(c.req.method) && c.req.header('cookie') !== undefined) {
    if (c.req.header('sec-fetch-site') !== 'same-origin') throw new GatewayRefusal('foreign_origin')
  }
  await next()
})
