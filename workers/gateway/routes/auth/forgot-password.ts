import { createRoute } from '@hono/zod-openapi'
import { forgotPasswordBody, resetStarted } from '#schema/wire/http/auth.ts'
import { startReset } from '#services/accounts/start-reset.ts'
import type { Gateway } from '../../context.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals } from '../../openapi/responses.ts'
import { limitAttempts } from './limit-attempts.ts'
import { sendMail } from './send-mail.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/password/forgot',
  operationId: 'forgotPassword',
  tags: ['auth'],
  summary: 'Ask for a code to set a new password',
  description: 'The answer is the same whether or not the address has an account.',
  request: { body: bodyOf(forgotPasswordBody) },
  responses: {
    202: jsonOf(resetStarted, 'If the address has an account, a code is on its way.'),
    ...refusals('rate_limited', ...BODY_REFUSALS),
  },
})

export const forgotPassword = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { email } = c.req.valid('json')
    await limitAttempts(c)
    const { db } = c.get('platform')
    const { challenge, expiresAt, mail } = await startReset(db, { email, now: Date.now() })
    if (mail) sendMail(c, mail)
    return c.json({ challenge, expiresAt }, 202)
  })
