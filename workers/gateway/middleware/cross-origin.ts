import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import type { GatewayContext, GatewayEnv } from '../context.ts'

const allow = cors({
  origin: (origin, c: GatewayContext) =>
    c.get('platform').environment.TRUSTED_ORIGINS.includes(origin) ? origin : null,
  allowMethods: ['GET', 'POST', 'PATCH'],
  allowHeaders: ['authorization', 'content-type', 'sentinel-device', 'x-csrf-token', 'x-request-id'],
  exposeHeaders: [
    'x-csrf-token',
    'x-request-id',
    'set-auth-token',
    'sentinel-device',
    'ratelimit',
    'ratelimit-policy',
    'retry-after',
  ],
  credentials: true,
  maxAge: 600,
})

/** Lets pages of trusted origins read answers. A socket has no part in it: its Origin was checked, its answer is not copied. */
export const crossOrigin = createMiddleware<GatewayEnv>((c, next) =>
  c.req.header('upgrade') === undefined ? allow(c, next) : next(),
)
