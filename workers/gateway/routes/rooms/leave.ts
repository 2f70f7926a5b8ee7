import { createRoute } from '@hono/zod-openapi'
import { room } from '#schema/wire/http/rooms.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { changeMembership } from '../../rooms/change-membership.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/rooms/{id}/leave',
  operationId: 'leaveRoom',
  tags: ['rooms'],
  summary: 'Leave a room',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: roomParameters },
  responses: {
    200: jsonOf(room, 'As it is now.'),
    ...refusals(
      'unauthenticated',
      'banned',
      'forbidden',
      'not_found',
      'conflict',
      'archived',
      'rate_limited',
    ),
  },
})

export const leaveRoom = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const changed = await changeMembership(c, id, 'left', (object) => object.leave(c.get('actor')))
    return c.json(changed, 200)
  })
