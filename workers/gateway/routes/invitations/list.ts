import { createRoute } from '@hono/zod-openapi'
import { invitationList } from '#schema/wire/http/invitations.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/rooms/{id}/invitations',
  operationId: 'listInvitations',
  tags: ['rooms'],
  summary: 'List the invitations of a room',
  description: 'Without their secrets.',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: roomParameters },
  responses: {
    200: jsonOf(invitationList, 'Those that can still be used first, then the newest.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', 'not_found', 'archived'),
  },
})

export const listInvitations = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(await askRoom(c, id, (object) => object.invitations(c.get('actor'))), 200)
  })
