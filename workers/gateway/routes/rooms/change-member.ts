import { createRoute } from '@hono/zod-openapi'
import { changeMemberBody, member } from '#schema/wire/http/rooms.ts'
import { findPlatformRole } from '#services/users/find-platform-role.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { memberParameters } from '../../openapi/parameters.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'

const route = createRoute({
  method: 'patch',
  path: '/api/v1/rooms/{id}/members/{userId}',
  operationId: 'changeMember',
  tags: ['rooms'],
  summary: 'Change the role of a member',
  description:
    'Owners give roles; the last owner stays one. Guests own no room, and nobody one that is not open to their role.',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: memberParameters, body: bodyOf(changeMemberBody) },
  responses: {
    200: jsonOf(member, 'As they are now.'),
    ...refusals(
      'unauthenticated',
      'forbidden',
      'not_found',
      'conflict',
      'archived',
      'rate_limited',
      ...BODY_REFUSALS,
    ),
  },
})

export const changeMember = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id, userId } = c.req.valid('param')
    const body = c.req.valid('json')
    const { db } = c.get('platform')
    const change =
      body.role === 'owner' ? { ...body, platformRole: await findPlatformRole(db, userId) } : body
    const changed = await askRoom(c, id, (object) => object.changeMember(c.get('actor'), userId, change))
    return c.json(changed, 200)
  })
