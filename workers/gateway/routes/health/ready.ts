import { createRoute } from '@hono/zod-openapi'
import { readiness } from '#schema/wire/http/readiness.ts'
import type { Gateway } from '../../context.ts'
import { jsonOf, refusals } from '../../openapi/responses.ts'
import { readRecentReadiness } from './recent-readiness.ts'

const route = createRoute({
  method: 'get',
  path: '/ready',
  operationId: 'ready',
  tags: ['health'],
  summary: 'Which parts of the platform work',
  description: '`degraded`: chat goes on, but not everything does. `down`: it does not.',
  responses: {
    ...refusals(),
    200: jsonOf(readiness, '`ok` or `degraded`.'),
    503: jsonOf(readiness, '`down`.'),
  },
})

export const ready = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const report = await readRecentReadiness(c.get('platform'), Date.now())
    return c.json(report, report.status === 'down' ? 503 : 200)
  })
