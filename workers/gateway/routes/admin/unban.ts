import { createRoute } from '@hono/zod-openapi'
import { banUser } from '#services/users/ban-user.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { requireCapability } from '../../middleware/require-capability.ts'
import { personParameters } from '../../openapi/parameters.ts'
import { refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { tellInbox } from '../../standing/tell-inbox.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/admin/users/{userId}/unban',
  operationId: 'unbanUser',
  tags: ['administration'],
  summary: 'Lift a ban from the platform',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true }), requireCapability('user.ban')] as const,
  request: { params: personParameters },
  responses: {
    204: { description: 'The person is not banned.' },
    ...refusals('unauthenticated', 'banned', 'forbidden', 'not_found'),
  },
})

export const unbanPerson = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { userId } = c.req.valid('param')
    const { db, cache } = c.get('platform')
    const now = Date.now()
    await banUser(
      { db, cache },
      { userId, actor: c.get('actor'), until: now, reason: 'lifted', requestId: c.get('requestId'), now },
    )
    await tellInbox(c, userId)
    return c.body(null, 204)
  })
