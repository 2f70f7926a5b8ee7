import { createRoute } from '@hono/zod-openapi'
import { changePasswordBody } from '#schema/wire/http/auth.ts'
import { changePassword as change } from '#services/accounts/change-password.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { BODY_REFUSALS, bodyOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { tellInbox } from '../../standing/tell-inbox.ts'
import { limitAttempts } from '../auth/limit-attempts.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/me/password',
  operationId: 'changePassword',
  tags: ['me'],
  summary: 'Change my password',
  description: 'Every other session ends.',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true })] as const,
  request: { body: bodyOf(changePasswordBody) },
  responses: {
    204: { description: 'The new password holds.' },
    ...refusals('unauthenticated', 'banned', 'forbidden', 'weak_password', 'rate_limited', ...BODY_REFUSALS),
  },
})

export const changePassword = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const body = c.req.valid('json')
    await limitAttempts(c)
    const { db, cache } = c.get('platform')
    const { userId, sessionId } = c.get('actor')
    await change(
      { db, cache },
      { ...body, userId, sessionId, requestId: c.get('requestId'), now: Date.now() },
    )
    await tellInbox(c, userId)
    return c.body(null, 204)
  })
