import { createRoute } from '@hono/zod-openapi'
import { pinList } from '#schema/wire/http/history.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/rooms/{id}/pins',
  operationId: 'listPins',
  tags: ['rooms'],
  summary: 'List the pinned messages of a room',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: roomParameters },
  responses: {
    200: jsonOf(pinList, 'The latest pin first.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', 'not_found'),
  },
})

export const listPins = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(await askRoom(c, id, (object) => object.pins(c.get('actor'))), 200)
  })
