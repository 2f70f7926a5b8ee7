import { createRoute } from '@hono/zod-openapi'
import { changeRoomBody, room } from '#schema/wire/http/rooms.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'

const route = createRoute({
  method: 'patch',
  path: '/api/v1/rooms/{id}',
  operationId: 'changeRoom',
  tags: ['rooms'],
  summary: 'Rename a room or set its topic',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: roomParameters, body: bodyOf(changeRoomBody) },
  responses: {
    200: jsonOf(room, 'As it is now.'),
    ...refusals(
      'unauthenticated',
      'banned',
      'forbidden',
      'not_found',
      'archived',
      'rate_limited',
      ...BODY_REFUSALS,
    ),
  },
})

export const changeRoom = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const body = c.req.valid('json')
    return c.json(await askRoom(c, id, (object) => object.change(c.get('actor'), body)), 200)
  })
