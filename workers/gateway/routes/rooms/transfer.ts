import { createRoute } from '@hono/zod-openapi'
import { room, transferRoomBody } from '#schema/wire/http/rooms.ts'
import { findPlatformRole } from '#services/users/find-platform-role.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'
import { auditLoggedChange } from '../../rooms/audit-change.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/rooms/{id}/transfer',
  operationId: 'transferRoom',
  tags: ['rooms'],
  summary: 'Hand a room to another member',
  description:
    'They become its owner, the caller a moderator: both or neither. Guests own no room, and nobody one that is not open to their role.',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: roomParameters, body: bodyOf(transferRoomBody) },
  responses: {
    200: jsonOf(room, 'As it is now.'),
    ...refusals(
      'unauthenticated',
      'banned',
      'forbidden',
      'not_found',
      'conflict',
      'archived',
      'rate_limited',
      ...BODY_REFUSALS,
    ),
  },
})

export const transferRoom = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id: roomId } = c.req.valid('param')
    const { userId } = c.req.valid('json')
    const platformRole = await findPlatformRole(c.get('platform').db, userId)
    const transferred = await askRoom(c, roomId, (object) =>
      object.transfer(c.get('actor'), { userId, platformRole }),
    )
    await auditLoggedChange(c, { roomId, action: 'room.transfer', detail: { userId } })
    return c.json(transferred, 200)
  })
