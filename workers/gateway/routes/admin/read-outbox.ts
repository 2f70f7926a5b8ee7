import { createRoute } from '@hono/zod-openapi'
import { outboxStatistics } from '#schema/wire/http/outbox.ts'
import { readStatistics } from '#services/outbox/read-statistics.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { requireCapability } from '../../middleware/require-capability.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/admin/outbox',
  operationId: 'readOutbox',
  tags: ['administration'],
  summary: 'How the outbox stands',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true }), requireCapability('outbox.read')] as const,
  responses: { 200: jsonOf(outboxStatistics, 'Now.'), ...refusals('unauthenticated', 'banned', 'forbidden') },
})

export const readOutbox = (app: Gateway) =>
  app.openapi(route, async (c) =>
    c.json(await readStatistics(c.get('platform').outbox, { now: new Date() }), 200),
  )
