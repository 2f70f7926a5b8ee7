import { createRoute } from '@hono/zod-openapi'
import { me } from '#schema/wire/http/me.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/me',
  operationId: 'getMe',
  tags: ['me'],
  summary: 'Who am I',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  responses: {
    200: jsonOf(me, 'The signed-in person.'),
    ...refusals('unauthenticated', 'banned', 'forbidden'),
  },
})

export const getMe = (app: Gateway) =>
  app.openapi(route, (c) => {
    const { userId: id, name, role } = c.get('actor')
    return c.json({ id, name, role }, 200)
  })
