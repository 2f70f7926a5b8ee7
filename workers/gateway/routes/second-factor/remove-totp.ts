import { createRoute } from '@hono/zod-openapi'
import { secondFactorBody } from '#schema/wire/http/security.ts'
import { checkSecondFactor } from '#services/second-factors/check-second-factor.ts'
import { removeSecondFactor } from '#services/second-factors/remove-second-factor.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { BODY_REFUSALS, bodyOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { tryCode } from './try-code.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/me/second-factor/totp/remove',
  operationId: 'removeTotp',
  tags: ['me'],
  summary: 'Turn the second factor off',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true })] as const,
  request: { body: bodyOf(secondFactorBody) },
  responses: {
    204: { description: 'It is off.' },
    ...refusals('unauthenticated', 'banned', 'forbidden', 'rate_limited', ...BODY_REFUSALS),
  },
})

export const removeTotp = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { code } = c.req.valid('json')
    const { userId } = c.get('actor')
    const { db, keyring } = c.get('platform')
    const now = Date.now()
    await tryCode(c, userId, () => checkSecondFactor({ db, keyring }, { userId, code, now }))
    await removeSecondFactor(db, { userId, requestId: c.get('requestId'), now })
    return c.body(null, 204)
  })
