import { createRoute } from '@hono/zod-openapi'
import { signUpBody } from '#schema/wire/http/auth.ts'
import { me } from '#schema/wire/http/me.ts'
import type { Gateway } from '../../context.ts'
import { bodyOf, jsonOf, refusals } from '../../openapi/responses.ts'
import { beginSession, callerHeaders } from './begin-session.ts'
import { limitAttempts } from './limit-attempts.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/sign-up/email',
  tags: ['auth'],
  summary: 'Make an account and sign in',
  description: 'Answers with a session cookie and, for clients without cookies, a token in `set-auth-token`.',
  request: { body: bodyOf(signUpBody) },
  responses: { 200: jsonOf(me, 'Signed in.'), ...refusals('conflict', 'rate_limited', 'too_large') },
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
