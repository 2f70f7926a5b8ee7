import { createRoute } from '@hono/zod-openapi'
import { resetPasswordBody } from '#schema/wire/http/auth.ts'
import { completeReset } from '#services/accounts/complete-reset.ts'
import type { Gateway } from '../../context.ts'
import { BODY_REFUSALS, bodyOf, refusals } from '../../openapi/responses.ts'
import { tellInbox } from '../../standing/tell-inbox.ts'
import { limitAttempts } from './limit-attempts.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/password/reset',
  operationId: 'resetPassword',
  tags: ['auth'],
  summary: 'Set a new password with the mailed code',
  description: 'Every session of the person ends. A second factor stays.',
  request: { body: bodyOf(resetPasswordBody) },
  responses: {
    204: { description: 'The new password holds.' },
    ...refusals('unauthenticated', 'weak_password', 'rate_limited', ...BODY_REFUSALS),
  },
})

export const resetPassword = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const body = c.req.valid('json')
    await limitAttempts(c)
    const { db, cache } = c.get('platform')
    const request = { ...body, requestId: c.get('requestId'), now: Date.now() }
    await tellInbox(c, await completeReset({ db, cache }, request))
    return c.body(null, 204)
  })
