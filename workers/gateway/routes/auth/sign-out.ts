import { createRoute } from '@hono/zod-openapi'
import { deleteCookie } from 'hono/cookie'
import { revokeSessions } from '#services/sessions/revoke-sessions.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { sessionCookieName } from '../../session-cookie.ts'
import { tellInbox } from '../../standing/tell-inbox.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/sign-out',
  operationId: 'signOut',
  tags: ['auth'],
  summary: 'End this session',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  responses: { 204: { description: 'Signed out.' }, ...refusals('unauthenticated') },
})

export const signOut = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { environment, db, cache } = c.get('platform')
    const { userId, sessionId } = c.get('actor')
    const request = { userId, which: { sessionId }, requestId: c.get('requestId'), now: Date.now() }
    await revokeSessions({ db, cache }, request)
    await tellInbox(c, userId)
    deleteCookie(c, sessionCookieName(environment), {
      path: '/',
      secure: environment.ENVIRONMENT === 'production',
    })
    return c.body(null, 204)
  })
