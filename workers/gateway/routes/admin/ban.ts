import { createRoute } from '@hono/zod-openapi'
import { banBody } from '#schema/wire/http/administration.ts'
import { banUser } from '#services/users/ban-user.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { requireCapability } from '../../middleware/require-capability.ts'
import { personParameters } from '../../openapi/parameters.ts'
import { BODY_REFUSALS, bodyOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { tellInbox } from '../../standing/tell-inbox.ts'

const SECOND_MS = 1000

const route = createRoute({
  method: 'post',
  path: '/api/v1/admin/users/{userId}/ban',
  operationId: 'banUser',
  tags: ['administration'],
  summary: 'Ban a person from the platform',
  description: 'For a time or for good. Their open sockets close at once.',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true }), requireCapability('user.ban')] as const,
  request: { params: personParameters, body: bodyOf(banBody) },
  responses: {
    204: { description: 'The person is banned.' },
    ...refusals('unauthenticated', 'banned', 'forbidden', 'not_found', ...BODY_REFUSALS),
  },
})

export const banPerson = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { userId } = c.req.valid('param')
    const { seconds, reason } = c.req.valid('json')
    const { db, cache } = c.get('platform')
    const now = Date.now()
    const until = seconds === null ? null : now + seconds * SECOND_MS
    const actor = c.get('actor')
    await banUser({ db, cache }, { userId, actor, until, reason, requestId: c.get('requestId'), now })
    await tellInbox(c, userId)
    return c.body(null, 204)
  })
