import { createMiddleware } from 'hono/factory'
import { matchedRoutes } from 'hono/route'
import type { GatewayContext, GatewayEnv } from '../context.ts'
import { log } from '../log.ts'

/** The route's pattern and not the URL: ids, queries and whatever else stands in a URL stay out of the log. */
const patternOf = (c: GatewayContext): string =>
  matchedRoutes(c).findLast((route) => !route.path.includes('*'))?.path ?? '*'

/** One line per request. */
export const accessLog = createMiddleware<GatewayEnv>(async (c, next) => {
  const startedAt = Date.now()
  await next()
  log(
    'info',
    'request',
    {
      requestId: c.get('requestId'),
      method: c.req.method,
      route: patternOf(c),
      status: c.res.status,
      durationMs: Date.now() - startedAt,
      userId: c.get('actor')?.userId ?? null,
    },
    c.get('platform')?.environment.LOG_LEVEL,
  )
})
