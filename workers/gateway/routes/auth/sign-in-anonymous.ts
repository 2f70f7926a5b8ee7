import { createRoute } from '@hono/zod-openapi'
import { guestBody } from '#schema/wire/http/auth.ts'
import { GUEST_NAME_HEADER } from '#services/sessions/create-auth.ts'
import type { Gateway } from '../../context.ts'
import { BODY_REFUSALS, refusals, SIGNED_IN_ANSWER } from '../../openapi/responses.ts'
import { beginSession, callerHeaders } from './begin-session.ts'
import { limitAttempts } from './limit-attempts.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/sign-in/anonymous',
  operationId: 'signInAnonymous',
  tags: ['auth'],
  summary: 'Come in as a guest',
  description: 'An account without a password: it lasts as long as its session.',
  request: { body: { content: { 'application/json': { schema: guestBody } } } },
  responses: { 200: SIGNED_IN_ANSWER, ...refusals('rate_limited', ...BODY_REFUSALS) },
})

export const signInAnonymous = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { name = 'Guest' } = c.req.valid('json')
    await limitAttempts(c)
    const { auth } = c.get('platform')
    const headers = callerHeaders(c)
    headers.set(GUEST_NAME_HEADER, encodeURIComponent(name))
    const person = await beginSession(c, () => auth.api.signInAnonymous({ headers, returnHeaders: true }))
    return c.json(person, 200)
  })
