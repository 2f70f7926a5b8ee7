import { createRoute } from '@hono/zod-openapi'
import { changeRoleBody } from '#schema/wire/http/administration.ts'
import { changeRole } from '#services/users/change-role.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { requireCapability } from '../../middleware/require-capability.ts'
import { personParameters } from '../../openapi/parameters.ts'
import { BODY_REFUSALS, bodyOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { tellInbox } from '../../standing/tell-inbox.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/admin/users/{userId}/role',
  operationId: 'changePlatformRole',
  tags: ['administration'],
  summary: 'Give a person a platform role',
  description: 'It counts at once, on open sockets too. The last administrator stays one.',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true }), requireCapability('user.grant-role')] as const,
  request: { params: personParameters, body: bodyOf(changeRoleBody) },
  responses: {
    204: { description: 'The person has the role.' },
    ...refusals('unauthenticated', 'banned', 'forbidden', 'not_found', 'conflict', ...BODY_REFUSALS),
  },
})

export const changePlatformRole = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { userId } = c.req.valid('param')
    const { role } = c.req.valid('json')
    const { db, cache } = c.get('platform')
    await changeRole(
      { db, cache },
      { userId, role, actor: c.get('actor'), requestId: c.get('requestId'), now: Date.now() },
    )
    await tellInbox(c, userId)
    return c.body(null, 204)
  })
