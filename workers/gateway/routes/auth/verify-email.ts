import { createRoute } from '@hono/zod-openapi'
import { verifyEmailBody } from '#schema/wire/http/auth.ts'
import { completeSignUp } from '#services/accounts/complete-sign-up.ts'
import type { Gateway } from '../../context.ts'
import { BODY_REFUSALS, bodyOf, refusals, SIGNED_IN_ANSWER } from '../../openapi/responses.ts'
import { tellInbox } from '../../standing/tell-inbox.ts'
import { beginSession } from './hand-out-session.ts'
import { limitAttempts } from './limit-attempts.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/verify-email',
  operationId: 'verifyEmail',
  tags: ['auth'],
  summary: 'Complete a sign-up with the mailed code',
  description: 'A challenge takes five tries within 15 minutes.',
  request: { body: bodyOf(verifyEmailBody) },
  responses: {
    200: SIGNED_IN_ANSWER,
    ...refusals('unauthenticated', 'conflict', 'rate_limited', ...BODY_REFUSALS),
  },
})

export const verifyEmail = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { challenge, code } = c.req.valid('json')
    await limitAttempts(c)
    const { db, cache } = c.get('platform')
    const request = { challenge, code, requestId: c.get('requestId'), now: Date.now() }
    const userId = await completeSignUp({ db, cache }, request)
    await tellInbox(c, userId)
    return c.json(await beginSession(c, { userId, method: 'verified-email' }), 200)
  })
