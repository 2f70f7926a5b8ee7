import { createRoute } from '@hono/zod-openapi'
import { signInSecondFactorBody } from '#schema/wire/http/security.ts'
import { completeChallenge, takeAttempt } from '#services/challenges/answer-challenge.ts'
import { checkSecondFactor } from '#services/second-factors/check-second-factor.ts'
import type { Gateway } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { BODY_REFUSALS, bodyOf, refusals, SIGNED_IN_ANSWER } from '../../openapi/responses.ts'
import { tryCode } from '../second-factor/try-code.ts'
import { beginSession } from './hand-out-session.ts'
import { limitAttempts } from './limit-attempts.ts'
import { secondFactorDetail } from './second-factor-challenge.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/sign-in/second-factor',
  operationId: 'signInSecondFactor',
  tags: ['auth'],
  summary: 'Complete a sign-in with the second factor',
  description:
    'A code of the authenticator, or a recovery code. A challenge takes five tries within five minutes.',
  request: { body: bodyOf(signInSecondFactorBody) },
  responses: {
    200: SIGNED_IN_ANSWER,
    ...refusals('unauthenticated', 'banned', 'rate_limited', ...BODY_REFUSALS),
  },
})

export const signInSecondFactor = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { challenge, code } = c.req.valid('json')
    await limitAttempts(c)
    const { db, keyring } = c.get('platform')
    const now = Date.now()
    const attempt = await takeAttempt(db, { kind: 'second-factor', token: challenge, now })
    const userId = attempt?.userId
    if (!attempt || !userId) throw new GatewayRefusal('unauthenticated')
    await tryCode(c, userId, () => checkSecondFactor({ db, keyring }, { userId, code, now })).catch(
      (error: unknown) => {
        // A wrong code looks like a challenge that there is not.
        if (error instanceof GatewayRefusal && error.code === 'forbidden')
          throw new GatewayRefusal('unauthenticated')
        throw error
      },
    )
    if (!(await completeChallenge(db, { id: attempt.id, now }))) throw new GatewayRefusal('unauthenticated')
    const { method } = secondFactorDetail.parse(attempt.detail)
    return c.json(await beginSession(c, { userId, method, secondFactorAt: now }), 200)
  })
