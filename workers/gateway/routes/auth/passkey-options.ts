import { createRoute } from '@hono/zod-openapi'
import { authenticationStarted } from '#schema/wire/http/passkeys.ts'
import { createRelyingParty } from '#services/passkeys/relying-party.ts'
import { startAuthentication } from '#services/passkeys/start-authentication.ts'
import type { Gateway } from '../../context.ts'
import { jsonOf, refusals } from '../../openapi/responses.ts'
import { limitAttempts } from './limit-attempts.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/passkeys/options',
  operationId: 'startPasskeyCheck',
  tags: ['auth'],
  summary: 'Begin to use a passkey',
  description:
    'For signing in and for confirming a second factor. The options are for `PublicKeyCredential.parseRequestOptionsFromJSON()` and name nobody.',
  responses: {
    200: jsonOf(authenticationStarted, 'What to ask the authenticator for.'),
    ...refusals('rate_limited'),
  },
})

export const startPasskeyCheck = (app: Gateway) =>
  app.openapi(route, async (c) => {
    await limitAttempts(c)
    const { db, environment } = c.get('platform')
    const relyingParty = createRelyingParty(environment.PUBLIC_ORIGIN)
    return c.json(await startAuthentication(db, { relyingParty, now: Date.now() }), 200)
  })
