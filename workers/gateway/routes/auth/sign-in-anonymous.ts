import { createRoute } from '@hono/zod-openapi'
import { guestBody } from '#schema/wire/http/auth.ts'
import { createGuest } from '#services/accounts/create-guest.ts'
import type { Gateway } from '../../context.ts'
import { BODY_REFUSALS, refusals, SIGNED_IN_ANSWER } from '../../openapi/responses.ts'
import { beginSession } from './hand-out-session.ts'
import { limitAttempts } from './limit-attempts.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/sign-in/anonymous',
  operationId: 'signInAnonymous',
  tags: ['auth'],
  summary: 'Come in as a guest',
  description:
    'An account without a password: it lasts as long as its session. By signing up the guest becomes a member.',
  request: { body: { content: { 'application/json': { schema: guestBody } } } },
  responses: { 200: SIGNED_IN_ANSWER, ...refusals('rate_limited', ...BODY_REFUSALS) },
})

export const signInAnonymous = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { name = 'Guest' } = c.req.valid('json')
    await limitAttempts(c)
    const { db } = c.get('platform')
    const userId = await createGuest(db, { name, now: Date.now() })
    return c.json(await beginSession(c, { userId, method: 'guest' }), 200)
  })
