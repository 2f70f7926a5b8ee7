import { createRoute } from '@hono/zod-openapi'
import { removePasskey as remove } from '#services/passkeys/remove-passkey.ts'
import type { Gateway } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { requireFreshSignIn } from '../../middleware/require-fresh-sign-in.ts'
import { passkeyParameters } from '../../openapi/parameters.ts'
import { refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/me/passkeys/{passkeyId}/remove',
  operationId: 'removePasskey',
  tags: ['me'],
  summary: 'Take one of my passkeys away',
  description: 'Sessions that it began go on until they are signed out.',
  security: SIGNED_IN,
  middleware: [requireActor({ requireRecord: true }), requireFreshSignIn] as const,
  request: { params: passkeyParameters },
  responses: {
    204: { description: 'It opens nothing any more.' },
    ...refusals('unauthenticated', 'banned', 'second_factor_required', 'not_found'),
  },
})

export const removePasskey = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { userId } = c.get('actor')
    const request = { userId, ...c.req.valid('param'), requestId: c.get('requestId'), now: Date.now() }
    if (!(await remove(c.get('platform').db, request))) throw new GatewayRefusal('not_found')
    return c.body(null, 204)
  })
