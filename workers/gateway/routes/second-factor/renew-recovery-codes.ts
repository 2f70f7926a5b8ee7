import { createRoute } from '@hono/zod-openapi'
import { recoveryCodeList, totpBody } from '#schema/wire/http/security.ts'
import { replaceRecoveryCodes } from '#services/second-factors/replace-recovery-codes.ts'
import { takeTotpCode } from '#services/second-factors/take-totp-code.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { tryCode } from './try-code.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/me/second-factor/recovery-codes',
  operationId: 'renewRecoveryCodes',
  tags: ['me'],
  summary: 'New recovery codes in place of the old ones',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true })] as const,
  request: { body: bodyOf(totpBody) },
  responses: {
    200: jsonOf(recoveryCodeList, 'Ten recovery codes, shown this once.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', 'rate_limited', ...BODY_REFUSALS),
  },
})

export const renewRecoveryCodes = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { code } = c.req.valid('json')
    const { userId } = c.get('actor')
    const { db, keyring } = c.get('platform')
    const now = Date.now()
    await tryCode(c, userId, () => takeTotpCode({ db, keyring }, { userId, code, now }))
    const request = { userId, requestId: c.get('requestId'), now }
    return c.json({ recoveryCodes: await replaceRecoveryCodes(db, request) }, 200)
  })
