import { createRoute } from '@hono/zod-openapi'
import { uuidv7 } from 'uuidv7'
import { createdInvitation, createInvitationBody } from '#schema/wire/http/invitations.ts'
import { createInvitationSecret, hashInvitationSecret } from '#services/invitations/invitation-secret.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { roomParameters } from '../../openapi/parameters.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { askRoom } from '../../rooms/ask-room.ts'
import { auditChange } from '../../rooms/audit-change.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/rooms/{id}/invitations',
  operationId: 'createInvitation',
  tags: ['rooms'],
  summary: 'Invite people by a link',
  description:
    'Whoever has the link may join until it expires, was used often enough or is revoked. Its secret is told this once. A room has at most 100 that can still be used; one more is a `conflict`.',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: roomParameters, body: bodyOf(createInvitationBody) },
  responses: {
    201: jsonOf(createdInvitation, 'The invitation and its link.'),
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

export const createInvitation = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { id: roomId } = c.req.valid('param')
    const { expiresInSeconds, maxUses } = c.req.valid('json')
    const id = uuidv7()
    const secret = createInvitationSecret()
    const secretHash = await hashInvitationSecret(secret)
    const created = await askRoom(c, roomId, (object) =>
      object.invite(c.get('actor'), { id, secretHash, expiresInSeconds, maxUses }),
    )
    // Before the secret is told: an invitation that nobody accounts for opens nothing.
    await auditChange(c, {
      roomId,
      action: 'room.invite',
      detail: { invitationId: id, expiresAt: created.expiresAt, maxUses },
    })
    // In the fragment, which no browser sends to a server.
    const link = `${c.get('platform').environment.PUBLIC_ORIGIN}/#/join/${roomId}/${secret}`
    return c.json({ ...created, secret, link }, 201)
  })
