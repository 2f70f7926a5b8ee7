import { createRoute } from '@hono/zod-openapi'
import { me, renameMeBody } from '#schema/wire/http/me.ts'
import { renameUser } from '#services/users/rename-user.ts'
import type { Gateway } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { BODY_REFUSALS, bodyOf, jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'patch',
  path: '/api/v1/me',
  operationId: 'renameMe',
  tags: ['me'],
  summary: 'Change my display name',
  description: 'Rooms show the new name with the next socket that is opened.',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  request: { body: bodyOf(renameMeBody) },
  responses: {
    200: jsonOf(me, 'As it is now.'),
    ...refusals('unauthenticated', 'banned', 'forbidden', ...BODY_REFUSALS),
  },
})

export const renameMe = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { name } = c.req.valid('json')
    const { userId, role } = c.get('actor')
    const { db, cache } = c.get('platform')
    if (!(await renameUser({ db, cache }, { userId, name, now: Date.now() })))
      throw new GatewayRefusal('not_found')
    return c.json({ id: userId, name, role }, 200)
  })
