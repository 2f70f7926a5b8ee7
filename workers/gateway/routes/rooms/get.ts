import { createRoute } from '@hono/zod-openapi'
import { room } from '#schema/wire/http/rooms.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/rooms/{id}',
  operationId: 'getRoom',
  tags: ['rooms'],
  summary: 'Look at a room',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: roomParameters },
  responses: {
    200: jsonOf(room, 'The room.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', 'not_found'),
  },
})

export const getRoom = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(await askRoom(c, id, (object) => object.describe(c.get('actor'))), 200)
  })
