import { createRoute } from '@hono/zod-openapi'
import { signInBody } from '#schema/wire/http/auth.ts'
import { checkPassword } from '#services/accounts/check-password.ts'
import { findAccountByEmail } from '#services/accounts/find-account.ts'
import { issueChallenge } from '#services/challenges/issue-challenge.ts'
import { hasSecondFactor } from '#services/second-factors/find-second-factor.ts'
import type { Gateway } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import {
  BODY_REFUSALS,
  bodyOf,
  NEXT_STEP_ANSWER,
  refusals,
  SIGNED_IN_ANSWER,
} from '../../openapi/responses.ts'
import { beginSession } from './hand-out-session.ts'
import { limitAttempts } from './limit-attempts.ts'
import { SECOND_FACTOR_LIFE_MS } from './second-factor-challenge.ts'
import { throttleSignIn } from './throttle-sign-in.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/sign-in/email',
  operationId: 'signInEmail',
  tags: ['auth'],
  summary: 'Sign in',
  description:
    'An unknown address and a wrong password get the same answer after the same time. After ten tries strangers wait longer each time; a device that has signed in before has tries of its own, by its cookie or the header `sentinel-device`.',
  request: { body: bodyOf(signInBody) },
  responses: {
    200: SIGNED_IN_ANSWER,
    202: NEXT_STEP_ANSWER,
    ...refusals('unauthenticated', 'banned', 'rate_limited', ...BODY_REFUSALS),
  },
})

export const signInEmail = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { email, password } = c.req.valid('json')
    await limitAttempts(c)
    const { db } = c.get('platform')
    const account = await throttleSignIn(c, email, async () => {
      const found = await findAccountByEmail(db, email)
      return (await checkPassword(found, password)) ? found : null
    })
    if (!account) throw new GatewayRefusal('unauthenticated')
    const { userId } = account
    if (await hasSecondFactor(db, userId)) {
      const asked = {
        kind: 'second-factor',
        userId,
        detail: { method: 'password' },
        now: Date.now(),
        lifeMs: SECOND_FACTOR_LIFE_MS,
      } as const
      return c.json({ next: 'second-factor' as const, ...(await issueChallenge(db, asked)) }, 202)
    }
    return c.json(await beginSession(c, { userId, method: 'password' }), 200)
  })
