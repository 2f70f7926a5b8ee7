import { createRoute } from '@hono/zod-openapi'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { memberParameters } from '../../openapi/parameters.ts'
import { refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'

const route = createRoute({
  method: 'delete',
  path: '/api/v1/rooms/{id}/members/{userId}',
  operationId: 'removeMember',
  tags: ['rooms'],
  summary: 'Remove a member from a room',
  description: 'Only members of a lower role. Their sockets are closed.',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: memberParameters },
  responses: {
    204: { description: 'They are no member any more.' },
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

export const removeMember = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id, userId } = c.req.valid('param')
    await askRoom(c, id, (object) => object.removeMember(c.get('actor'), userId))
    return c.body(null, 204)
  })
