import { createRoute } from '@hono/zod-openapi'
import { memberList, pageQuery } from '#schema/wire/http/rooms.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/rooms/{id}/members',
  operationId: 'listMembers',
  tags: ['rooms'],
  summary: 'List the members of a room',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: roomParameters, query: pageQuery },
  responses: {
    200: jsonOf(memberList, 'One page.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', 'not_found'),
  },
})

export const listMembers = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const { cursor, limit } = c.req.valid('query')
    return c.json(await askRoom(c, id, (object) => object.members(c.get('actor'), { cursor, limit })), 200)
  })
