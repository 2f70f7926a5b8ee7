import { createRoute } from '@hono/zod-openapi'
import { history, historyQuery } from '#schema/wire/http/history.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/rooms/{id}/messages',
  operationId: 'listMessages',
  tags: ['rooms'],
  summary: 'Read the history of a room',
  description:
    'At most one of `before` and `after`, both exclusive, and `around`; with none, the newest messages. `thread` is the seq of the first message of a thread.',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: roomParameters, query: historyQuery },
  responses: {
    200: jsonOf(history, 'One page, oldest first.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', 'not_found'),
  },
})

export const listMessages = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const query = c.req.valid('query')
    return c.json(await askRoom(c, id, (object) => object.history(c.get('actor'), query)), 200)
  })
