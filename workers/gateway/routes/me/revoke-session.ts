import { createRoute } from '@hono/zod-openapi'
import { revokeSessions } from '#services/sessions/revoke-sessions.ts'
import type { Gateway } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { sessionParameters } from '../../openapi/parameters.ts'
import { refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { tellInbox } from '../../standing/tell-inbox.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/me/sessions/{sessionId}/revoke',
  operationId: 'revokeMySession',
  tags: ['me'],
  summary: 'Sign one of my devices out',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { params: sessionParameters },
  responses: {
    204: { description: 'The session has ended.' },
    ...refusals('unauthenticated', 'banned', 'not_found'),
  },
})

export const revokeMySession = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { sessionId } = c.req.valid('param')
    const { userId } = c.get('actor')
    const { db, cache } = c.get('platform')
    const request = { userId, which: { sessionId }, requestId: c.get('requestId'), now: Date.now() }
    if ((await revokeSessions({ db, cache }, request)) === 0) throw new GatewayRefusal('not_found')
    await tellInbox(c, userId)
    return c.body(null, 204)
  })
