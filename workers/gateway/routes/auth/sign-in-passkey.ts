import { createRoute } from '@hono/zod-openapi'
import { usePasskeyBody } from '#schema/wire/http/passkeys.ts'
import { checkPasskey } from '#services/passkeys/check-passkey.ts'
import { createRelyingParty } from '#services/passkeys/relying-party.ts'
import type { Gateway } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { BODY_REFUSALS, bodyOf, refusals, SIGNED_IN_ANSWER } from '../../openapi/responses.ts'
import { beginSession } from './hand-out-session.ts'
import { limitAttempts } from './limit-attempts.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/sign-in/passkey',
  operationId: 'signInPasskey',
  tags: ['auth'],
  summary: 'Sign in with a passkey',
  description:
    'The authenticator verifies the person, so it counts as a second factor too. Every answer that does not hold is refused alike.',
  request: { body: bodyOf(usePasskeyBody) },
  responses: {
    200: SIGNED_IN_ANSWER,
    ...refusals('unauthenticated', 'banned', 'rate_limited', ...BODY_REFUSALS),
  },
})

export const signInPasskey = (app: Gateway) =>
  app.openapi(route, async (c) => {
    await limitAttempts(c)
    const { db, environment } = c.get('platform')
    const relyingParty = createRelyingParty(environment.PUBLIC_ORIGIN)
    const now = Date.now()
    const answer = { ...c.req.valid('json'), relyingParty, requestId: c.get('requestId'), now }
    const userId = await checkPasskey(db, answer)
    if (userId === null) throw new GatewayRefusal('unauthenticated')
    return c.json(await beginSession(c, { userId, method: 'passkey', secondFactorAt: now }), 200)
  })
