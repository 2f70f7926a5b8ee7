import { createRoute } from '@hono/zod-openapi'
import { liveness } from '#schema/wire/http/readiness.ts'
import type { Gateway } from '../../context.ts'
import { jsonOf, refusals } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'get',
  path: '/live',
  operationId: 'live',
  tags: ['health'],
  summary: 'The Worker answers',
  responses: { 200: jsonOf(liveness, 'It does.'), ...refusals() },
})

export const live = (app: Gateway) => app.openapi(route, (c) => c.json({ status: 'ok' as const }, 200))
