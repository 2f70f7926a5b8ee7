import { createRoute } from '@hono/zod-openapi'
import { room } from '#schema/wire/http/rooms.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/rooms/{id}/archive',
  operationId: 'archiveRoom',
  tags: ['rooms'],
  summary: 'Archive a room',
  description: 'Nothing is destroyed: its members can still read it.',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: roomParameters },
  responses: {
    200: jsonOf(room, 'As it is now.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', 'not_found', 'archived', 'rate_limited'),
  },
})

export const archiveRoom = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(await askRoom(c, id, (object) => object.archive(c.get('actor'))), 200)
  })
