import { createRoute } from '@hono/zod-openapi'
import { registrationStarted } from '#schema/wire/http/passkeys.ts'
import { createRelyingParty } from '#services/passkeys/relying-party.ts'
import { startRegistration } from '#services/passkeys/start-registration.ts'
import type { Gateway } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { requireFreshSignIn } from '../../middleware/require-fresh-sign-in.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/me/passkeys/options',
  operationId: 'startPasskey',
  tags: ['me'],
  summary: 'Begin to add a passkey',
  description:
    'The options are for `PublicKeyCredential.parseCreationOptionsFromJSON()`; the challenge is good for five minutes.',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true }), requireFreshSignIn] as const,
  responses: {
    200: jsonOf(registrationStarted, 'What to ask the authenticator for.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', 'second_factor_required'),
  },
})

export const startPasskey = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { userId, name, role } = c.get('actor')
    if (role === 'guest') throw new GatewayRefusal('forbidden')
    const { db, environment } = c.get('platform')
    const relyingParty = createRelyingParty(environment.PUBLIC_ORIGIN)
    return c.json(await startRegistration(db, { userId, name, relyingParty, now: Date.now() }), 200)
  })
