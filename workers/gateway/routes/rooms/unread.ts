import { createRoute } from '@hono/zod-openapi'
import { unread } from '#schema/wire/http/rooms.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/rooms/{id}/unread',
  operationId: 'readUnread',
  tags: ['rooms'],
  summary: 'Read how far one has read a room',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: roomParameters },
  responses: {
    200: jsonOf(unread, 'Cursors, and what lies after them.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', 'not_found'),
  },
})

export const readUnread = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(await askRoom(c, id, (object) => object.unread(c.get('actor'))), 200)
  })
