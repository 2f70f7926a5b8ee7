import { createRoute } from '@hono/zod-openapi'
import { recoveryCodeList, totpBody } from '#schema/wire/http/security.ts'
import { confirmTotp as confirm } from '#services/second-factors/confirm-totp.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { requireFreshSignIn } from '../../middleware/require-fresh-sign-in.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { tellInbox } from '../../standing/tell-inbox.ts'
import { tryCode } from './try-code.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/me/second-factor/totp/confirm',
  operationId: 'confirmTotp',
  tags: ['me'],
  summary: 'Turn the authenticator on with its first code',
  description:
    'From now on signing in asks for it, and every other session ends. The answer has recovery codes, shown this once.',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true }), requireFreshSignIn] as const,
  request: { body: bodyOf(totpBody) },
  responses: {
    200: jsonOf(recoveryCodeList, 'Ten recovery codes.'),
    ...refusals(
      'unauthenticated',
      'banned',
      'forbidden',
      'second_factor_required',
      'rate_limited',
      ...BODY_REFUSALS,
    ),
  },
})

export const confirmTotp = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { code } = c.req.valid('json')
    const { userId, sessionId } = c.get('actor')
    const { db, cache, keyring } = c.get('platform')
    const request = { userId, sessionId, code, requestId: c.get('requestId'), now: Date.now() }
    const recoveryCodes = await tryCode(c, userId, () => confirm({ db, cache, keyring }, request))
    await tellInbox(c, userId)
    return c.json({ recoveryCodes }, 200)
  })
