import { createRoute } from '@hono/zod-openapi'
import { member } from '#schema/wire/http/rooms.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { memberParameters } from '../../openapi/parameters.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'

const route = createRoute({
  method: 'delete',
  path: '/api/v1/rooms/{id}/members/{userId}/mute',
  operationId: 'unmuteMember',
  tags: ['rooms'],
  summary: 'End the mute of a member',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: memberParameters },
  responses: {
    200: jsonOf(member, 'As they are now.'),
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

export const unmuteMember = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id, userId } = c.req.valid('param')
    const member = await askRoom(c, id, (object) => object.unmuteMember(c.get('actor'), userId))
    return c.json(member, 200)
  })
