import { createRoute } from '@hono/zod-openapi'
import { secondFactorBody, secondFactorChecked } from '#schema/wire/http/security.ts'
import { checkSecondFactor } from '#services/second-factors/check-second-factor.ts'
import { markSecondFactor } from '#services/second-factors/mark-second-factor.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'
import { tryCode } from './try-code.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/me/second-factor/check',
  operationId: 'checkMySecondFactor',
  tags: ['me'],
  summary: 'Confirm my second factor in this session',
  description: 'Area 51 asks for it every ten minutes.',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true })] as const,
  request: { body: bodyOf(secondFactorBody) },
  responses: {
    200: jsonOf(secondFactorChecked, 'When it was checked.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', 'rate_limited', ...BODY_REFUSALS),
  },
})

export const checkMySecondFactor = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { code } = c.req.valid('json')
    const { userId, sessionId } = c.get('actor')
    const { db, cache, keyring } = c.get('platform')
    const now = Date.now()
    await tryCode(c, userId, () => checkSecondFactor({ db, keyring }, { userId, code, now }))
    await markSecondFactor({ db, cache }, { sessionId, token: c.get('sessionToken'), now })
    return c.json({ secondFactorAt: now }, 200)
  })
