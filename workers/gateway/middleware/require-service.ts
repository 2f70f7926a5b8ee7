import { createMiddleware } from 'hono/factory'
import { verifyRequest } from '#services/service-auth/verify-request.ts'
import type { GatewayEnv } from '../context.ts'
import { GatewayRefusal } from '../gateway-refusal.ts'

/** For requests that a service of ours has signed. Without secrets there are no such services: nothing is there. */
export const requireService = createMiddleware<GatewayEnv>(async (c, next) => {
  const { environment, redis } = c.get('platform')
  const secrets = environment.SERVICE_SECRETS
  if (secrets === undefined) throw new GatewayRefusal('not_found')
  const { pathname, search } = new URL(c.req.url)
  await verifyRequest(
    { redis, secrets },
    {
      method: c.req.method,
      path: `${pathname}${search}`,
      body: await c.req.text(),
      authorization: c.req.header('authorization'),
      now: Date.now(),
    },
  )
  await next()
})
