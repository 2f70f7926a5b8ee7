import { createRoute } from '@hono/zod-openapi'
import { totpStarted } from '#schema/wire/http/security.ts'
import { startTotp as start } from '#services/second-factors/start-totp.ts'
import type { Gateway } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { requireFreshSignIn } from '../../middleware/require-fresh-sign-in.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/me/second-factor/totp',
  operationId: 'startTotp',
  tags: ['me'],
  summary: 'Begin to use an authenticator',
  description: 'The secret is shown this once; it counts once a first code has confirmed it.',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true }), requireFreshSignIn] as const,
  responses: {
    200: jsonOf(totpStarted, 'For the authenticator.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', 'second_factor_required', 'conflict'),
  },
})

export const startTotp = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { userId, name, role } = c.get('actor')
    if (role === 'guest') throw new GatewayRefusal('forbidden')
    const { db, keyring } = c.get('platform')
    return c.json(await start({ db, keyring }, { userId, label: name, now: Date.now() }), 200)
  })
