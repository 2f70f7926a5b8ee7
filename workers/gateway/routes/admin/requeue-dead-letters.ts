import { createRoute } from '@hono/zod-openapi'
import { drainerName } from '#durable-objects/drainer/contract.ts'
import { requeueBody, requeueResult } from '#schema/wire/http/outbox.ts'
import { requeueDeadLetters as requeue } from '#services/outbox/requeue-dead-letters.ts'
import type { DrainerStub } from '../../bindings.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { requireCapability } from '../../middleware/require-capability.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/admin/outbox/dead-letters/requeue',
  operationId: 'requeueDeadLetters',
  tags: ['administration'],
  summary: 'Try dead letters again',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true }), requireCapability('outbox.requeue')] as const,
  request: { body: bodyOf(requeueBody) },
  responses: {
    200: jsonOf(requeueResult, 'How many were dead and are queued now.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', ...BODY_REFUSALS),
  },
})

export const requeueDeadLetters = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { outbox, db: postgres } = c.get('platform')
    const { requeued, shards } = await requeue(
      { outbox, postgres },
      { actor: c.get('actor'), body: c.req.valid('json'), requestId: c.get('requestId') },
    )
    const wakes = shards.map((shard) => (c.env.DRAINER.getByName(drainerName(shard)) as DrainerStub).wake())
    // The cron trigger wakes them too, so a failure here only delays.
    await Promise.allSettled(wakes)
    return c.json({ requeued }, 200)
  })
