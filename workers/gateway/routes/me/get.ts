import { createRoute } from '@hono/zod-openapi'
import { me } from '#schema/wire/http/me.ts'
import { computeCsrfToken } from '#services/sessions/csrf-token.ts'
import type { Gateway } from '../../context.ts'
import { CSRF_HEADER } from '../../middleware/find-actor.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/me',
  operationId: 'getMe',
  tags: ['me'],
  summary: 'Who am I',
  description:
    'The header `x-csrf-token` has what requests that change something must send back in the same header, where the cookie is the credential.',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  responses: {
    200: jsonOf(me, 'The signed-in person.'),
    ...refusals('unauthenticated', 'banned', 'forbidden'),
  },
})

export const getMe = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { AUTH_SECRET } = c.get('platform').environment
    c.header(CSRF_HEADER, await computeCsrfToken(c.get('sessionToken'), AUTH_SECRET))
    const { userId: id, name, role } = c.get('actor')
    return c.json({ id, name, role }, 200)
  })
