import { createRoute } from '@hono/zod-openapi'
import { renameRoomBody, room } from '#schema/wire/http/rooms.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'

const route = createRoute({
  method: 'patch',
  path: '/api/v1/rooms/{id}',
  operationId: 'renameRoom',
  tags: ['rooms'],
  summary: 'Rename a room',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: roomParameters, body: bodyOf(renameRoomBody) },
  responses: {
    200: jsonOf(room, 'As it is now.'),
    ...refusals('unauthenticated', 'forbidden', 'not_found', 'archived', 'rate_limited', ...BODY_REFUSALS),
  },
})

export const renameRoom = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const { name } = c.req.valid('json')
    return c.json(await askRoom(c, id, (object) => object.rename(c.get('actor'), name)), 200)
  })
