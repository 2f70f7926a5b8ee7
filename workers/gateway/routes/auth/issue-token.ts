import { createRoute } from '@hono/zod-openapi'
import { accessToken } from '#schema/wire/http/security.ts'
import { issueAccessToken } from '#services/signing-keys/issue-access-token.ts'
import type { Gateway } from '../../context.ts'
import { requireActor } from '../../middleware/require-actor.ts'
import { jsonOf, refusals, SIGNED_IN } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/token',
  operationId: 'issueToken',
  tags: ['auth'],
  summary: 'A token that names me to other services',
  description:
    'A JWT of five minutes, signed with EdDSA; the keys stand at /.well-known/jwks.json. It is taken here too, as a bearer token, as long as the session behind it stands.',
  security: SIGNED_IN,
  middleware: [requireActor()] as const,
  responses: {
    200: jsonOf(accessToken, 'The token.'),
    ...refusals('unauthenticated', 'banned'),
  },
})

export const issueToken = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { db, keyring, environment } = c.get('platform')
    const request = { actor: c.get('actor'), issuer: environment.PUBLIC_ORIGIN, now: Date.now() }
    return c.json(await issueAccessToken({ db, keyring }, request), 200)
  })
