import { createRoute } from '@hono/zod-openapi'
import { usePasskeyBody } from '#schema/wire/http/passkeys.ts'
import { secondFactorChecked } from '#schema/wire/http/security.ts'
import { checkPasskey } from '#services/passkeys/check-passkey.ts'
import { createRelyingParty } from '#services/passkeys/relying-party.ts'
import { markSecondFactor } from '#services/second-factors/mark-second-factor.ts'
import type { Gateway } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/me/second-factor/check-passkey',
  operationId: 'checkMyPasskey',
  tags: ['me'],
  summary: 'Confirm with a passkey in this session',
  description: 'Counts as the second factor, as a code does. Only a passkey of mine will do.',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true })] as const,
  request: { body: bodyOf(usePasskeyBody) },
  responses: {
    200: jsonOf(secondFactorChecked, 'When it was checked.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', ...BODY_REFUSALS),
  },
})

export const checkMyPasskey = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { userId, sessionId } = c.get('actor')
    const { db, cache, environment } = c.get('platform')
    const relyingParty = createRelyingParty(environment.PUBLIC_ORIGIN)
    const now = Date.now()
    const from = { userId, relyingParty, requestId: c.get('requestId'), now }
    if ((await checkPasskey(db, { ...c.req.valid('json'), ...from })) === null)
      throw new GatewayRefusal('forbidden')
    await markSecondFactor({ db, cache }, { sessionId, token: c.get('sessionToken'), now })
    return c.json({ secondFactorAt: now }, 200)
  })
