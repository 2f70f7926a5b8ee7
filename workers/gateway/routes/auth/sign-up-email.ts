import { createRoute } from '@hono/zod-openapi'
import { signUpBody } from '#schema/wire/http/auth.ts'
import type { Gateway } from '../../context.ts'
import { BODY_REFUSALS, bodyOf, refusals, SIGNED_IN_ANSWER } from '../../openapi/responses.ts'
import { beginSession, callerHeaders } from './begin-session.ts'
import { limitAttempts } from './limit-attempts.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/sign-up/email',
  operationId: 'signUpEmail',
  tags: ['auth'],
  summary: 'Make an account and sign in',
  request: { body: bodyOf(signUpBody) },
  responses: { 200: SIGNED_IN_ANSWER, ...refusals('conflict', 'rate_limited', ...BODY_REFUSALS) },
})

export const signUpEmail = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const body = c.req.valid('json')
    await limitAttempts(c)
    const { auth } = c.get('platform')
    const person = await beginSession(c, () =>
      auth.api.signUpEmail({ body, headers: callerHeaders(c), returnHeaders: true }),
    )
    return c.json(person, 200)
  })
