import { createRoute } from '@hono/zod-openapi'
import { health as healthSchema } from '#schema/wire/http/readiness.ts'
import type { Gateway } from '../../context.ts'
import { jsonOf, refusals } from '../../openapi/responses.ts'
import { readRecentReadiness } from './recent-readiness.ts'

const route = createRoute({
  method: 'get',
  path: '/health',
  operationId: 'health',
  tags: ['health'],
  summary: 'The platform’s condition in one word',
  responses: {
    ...refusals(),
    200: jsonOf(healthSchema, '`ok` or `degraded`.'),
    503: jsonOf(healthSchema, '`down`.'),
  },
})

export const health = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { status } = await readRecentReadiness(c.get('platform'), Date.now())
    return c.json({ status }, status === 'down' ? 503 : 200)
  })
