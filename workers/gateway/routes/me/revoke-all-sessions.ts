import { createRoute } from '@hono/zod-openapi'
import { revokeAllBody, revokedCount } from '#schema/wire/http/auth.ts'
import { revokeSessions } from '#services/sessions/revoke-sessions.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { tellInbox } from '../../standing/tell-inbox.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/me/sessions/revoke-all',
  operationId: 'revokeAllMySessions',
  tags: ['me'],
  summary: 'Sign my devices out',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { body: bodyOf(revokeAllBody) },
  responses: {
    200: jsonOf(revokedCount, 'How many sessions have ended.'),
    ...refusals('unauthenticated', 'banned', ...BODY_REFUSALS),
  },
})

export const revokeAllMySessions = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { keepCurrent } = c.req.valid('json')
    const { userId, sessionId } = c.get('actor')
    const { db, cache } = c.get('platform')
    const which = { exceptSessionId: keepCurrent ? sessionId : null }
    const request = { userId, which, requestId: c.get('requestId'), now: Date.now() }
    const revoked = await revokeSessions({ db, cache }, request)
    await tellInbox(c, userId)
    return c.json({ revoked }, 200)
  })
