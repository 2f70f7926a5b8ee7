import { createRoute } from '@hono/zod-openapi'
import { drainerName } from '#durable-objects/drainer/contract.ts'
import { outboxStatistics } from '#schema/wire/http/outbox.ts'
import { readStatistics } from '#services/outbox/read-statistics.ts'
import type { DrainerStub } from '../../bindings.ts'
import type { Gateway } from '../../context.ts'
import { requireService } from '../../middleware/require-service.ts'
import { jsonOf, refusals } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'post',
  path: '/internal/v1/drain',
  operationId: 'drainNow',
  tags: ['services'],
  summary: 'Drain the outbox now',
  description:
    'Wakes the drainer of each shard and tells how the outbox stands. Signed with a service secret (`services/service-auth/sign-request.ts`); without such secrets there is no such route.',
  security: [{ service: [] }],
  middleware: [requireService] as const,
  responses: {
    200: jsonOf(outboxStatistics, 'Now.'),
    ...refusals('unauthenticated', 'not_found', 'too_large'),
  },
})

export const drainNow = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { environment, outbox } = c.get('platform')
    const shards = Array.from({ length: environment.OUTBOX_SHARDS }, (_, shard) => shard)
    await Promise.allSettled(
      shards.map((shard) => (c.env.DRAINER.getByName(drainerName(shard)) as DrainerStub).wake()),
    )
    return c.json(await readStatistics(outbox, { now: new Date() }), 200)
  })
