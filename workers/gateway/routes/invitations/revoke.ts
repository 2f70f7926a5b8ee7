import { createRoute } from '@hono/zod-openapi'
import { invitation } from '#schema/wire/http/invitations.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { invitationParameters } from '../../openapi/parameters.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'
import { auditChange } from '../../rooms/audit-change.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/rooms/{id}/invitations/{invitationId}/revoke',
  operationId: 'revokeInvitation',
  tags: ['rooms'],
  summary: 'Revoke an invitation',
  description: 'Nobody joins by it any more. Who has joined stays. To repeat it changes nothing.',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: invitationParameters },
  responses: {
    200: jsonOf(invitation, 'As it is now.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', 'not_found', 'archived'),
  },
})

export const revokeInvitation = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id: roomId, invitationId } = c.req.valid('param')
    const revoked = await askRoom(c, roomId, (object) =>
      object.revokeInvitation(c.get('actor'), invitationId),
    )
    await auditChange(c, { roomId, action: 'room.revoke-invitation', detail: { invitationId } })
    return c.json(revoked, 200)
  })
