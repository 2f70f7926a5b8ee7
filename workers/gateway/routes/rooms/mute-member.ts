import { createRoute } from '@hono/zod-openapi'
import { member, muteBody } from '#schema/wire/http/rooms.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { memberParameters } from '../../openapi/parameters.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'

const route = createRoute({
  method: 'put',
  path: '/api/v1/rooms/{id}/members/{userId}/mute',
  operationId: 'muteMember',
  tags: ['rooms'],
  summary: 'Mute a member for a time',
  description: 'Who is muted reads on, and may say, edit, pin and react to nothing.',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: memberParameters, body: bodyOf(muteBody) },
  responses: {
    200: jsonOf(member, 'As they are now.'),
    ...refusals(
      'unauthenticated',
      'forbidden',
      'not_found',
      'conflict',
      'archived',
      'rate_limited',
      ...BODY_REFUSALS,
    ),
  },
})

export const muteMember = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id, userId } = c.req.valid('param')
    const body = c.req.valid('json')
    const muted = await askRoom(c, id, (object) => object.muteMember(c.get('actor'), userId, body))
    return c.json(muted, 200)
  })
