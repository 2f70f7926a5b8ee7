import { createRoute } from '@hono/zod-openapi'
import { deadLetterList, listDeadLettersQuery } from '#schema/wire/http/outbox.ts'
import { listDeadLetters as selectDeadLetters } from '#services/outbox/list-dead-letters.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { requireCapability } from '../../middleware/require-capability.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/admin/outbox/dead-letters',
  operationId: 'listDeadLetters',
  tags: ['administration'],
  summary: 'List what could not be recorded, oldest first',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true }), requireCapability('outbox.read')] as const,
  request: { query: listDeadLettersQuery },
  responses: {
    200: jsonOf(deadLetterList, 'One page.'),
    ...refusals('unauthenticated', 'banned', 'forbidden'),
  },
})

export const listDeadLetters = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const page = await selectDeadLetters(c.get('platform').outbox, {
      actor: c.get('actor'),
      ...c.req.valid('query'),
    })
    return c.json(page, 200)
  })
