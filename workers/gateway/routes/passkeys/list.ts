import { createRoute } from '@hono/zod-openapi'
import { passkeyList } from '#schema/wire/http/passkeys.ts'
import { listPasskeys } from '#services/passkeys/list-passkeys.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/me/passkeys',
  operationId: 'listMyPasskeys',
  tags: ['me'],
  summary: 'My passkeys',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  responses: { 200: jsonOf(passkeyList, 'The newest first.'), ...refusals('unauthenticated', 'banned') },
})

export const listMyPasskeys = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { userId } = c.get('actor')
    return c.json({ passkeys: await listPasskeys(c.get('platform').db, userId) }, 200)
  })
