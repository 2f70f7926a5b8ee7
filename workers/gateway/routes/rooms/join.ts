import { createRoute } from '@hono/zod-openapi'
import { joinRoomBody } from '#schema/wire/http/invitations.ts'
import { room } from '#schema/wire/http/rooms.ts'
import { hashInvitationSecret } from '#services/invitations/invitation-secret.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { BODY_REFUSALS, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { auditLoggedChange } from '../../rooms/audit-change.ts'
import { changeMembership } from '../../rooms/change-membership.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/rooms/{id}/join',
  operationId: 'joinRoom',
  tags: ['rooms'],
  summary: 'Join a room',
  description:
    'An invitation opens a room that is shut otherwise. One that does not hold, or not for this room, is as none. Who is a member already uses nothing of it.',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: roomParameters, body: { content: { 'application/json': { schema: joinRoomBody } } } },
  responses: {
    200: jsonOf(room, 'As it is now.'),
    ...refusals(
      'unauthenticated',
      'banned',
      'forbidden',
      'not_found',
      'archived',
      'rate_limited',
      ...BODY_REFUSALS,
    ),
  },
})

export const joinRoom = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param')
    const { invitation } = c.req.valid('json')
    const actor = c.get('actor')
    let usedId: string | null = null
    const changed = await changeMembership(c, id, 'joined', async (object) => {
      if (invitation === undefined) return await object.join(actor)
      const outcome = await object.joinByInvitation(actor, await hashInvitationSecret(invitation))
      if (!outcome.ok) return outcome
      usedId = outcome.value.invitationId
      return { ok: true, value: outcome.value.room }
    })
    if (usedId !== null) {
      const detail = { invitationId: usedId }
      await auditLoggedChange(c, { roomId: id, action: 'room.use-invitation', detail })
    }
    return c.json(changed, 200)
  })
