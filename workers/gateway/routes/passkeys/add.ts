import { createRoute } from '@hono/zod-openapi'
import { addPasskeyBody, passkeyList } from '#schema/wire/http/passkeys.ts'
import { addPasskey as add } from '#services/passkeys/add-passkey.ts'
import { listPasskeys } from '#services/passkeys/list-passkeys.ts'
import { createRelyingParty } from '#services/passkeys/relying-party.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { requireFreshSignIn } from '../../middleware/require-fresh-sign-in.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/me/passkeys',
  operationId: 'addPasskey',
  tags: ['me'],
  summary: 'Add a passkey',
  description: 'With what the authenticator answered. From now on it signs in without a password.',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true }), requireFreshSignIn] as const,
  request: { body: bodyOf(addPasskeyBody) },
  responses: {
    201: jsonOf(passkeyList, 'The passkeys as they are now, the newest first.'),
    ...refusals(
      'unauthenticated',
      'banned',
      'forbidden',
      'second_factor_required',
      'conflict',
      'limit_reached',
      ...BODY_REFUSALS,
    ),
  },
})

export const addPasskey = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { userId } = c.get('actor')
    const { db, environment } = c.get('platform')
    const relyingParty = createRelyingParty(environment.PUBLIC_ORIGIN)
    const from = { userId, relyingParty, requestId: c.get('requestId'), now: Date.now() }
    await add(db, { ...c.req.valid('json'), ...from })
    return c.json({ passkeys: await listPasskeys(db, userId) }, 201)
  })
