import { createRoute } from '@hono/zod-openapi'
import { signInBody } from '#schema/wire/http/auth.ts'
import type { Gateway } from '../../context.ts'
import { BODY_REFUSALS, bodyOf, refusals, SIGNED_IN_ANSWER } from '../../openapi/responses.ts'
import { beginSession, callerHeaders } from './begin-session.ts'
import { limitAttempts } from './limit-attempts.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/sign-in/email',
  operationId: 'signInEmail',
  tags: ['auth'],
  summary: 'Sign in',
  description: 'An unknown address and a wrong password get the same answer after the same time.',
  request: { body: bodyOf(signInBody) },
  responses: {
    200: SIGNED_IN_ANSWER,
    ...refusals('unauthenticated', 'banned', 'forbidden', 'rate_limited', ...BODY_REFUSALS),
  },
})

export const signInEmail = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const body = c.req.valid('json')
    await limitAttempts(c, body.email)
    const { auth } = c.get('platform')
    const person = await beginSession(c, () =>
      auth.api.signInEmail({ body, headers: callerHeaders(c), returnHeaders: true }),
    )
    return c.json(person, 200)
  })
