import { createRoute } from '@hono/zod-openapi'
import { oidcStarted } from '#schema/wire/http/oidc.ts'
import type { FlowLink } from '#services/oidc/flow-detail.ts'
import { startFlow } from '#services/oidc/start-flow.ts'
import type { Gateway, GatewayContext } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { findPresentedSession } from '../../middleware/find-actor.ts'
import { isFreshSignIn } from '../../middleware/require-fresh-sign-in.ts'
import { providerParameters } from '../../openapi/parameters.ts'
import { jsonOf, refusals } from '../../openapi/responses.ts'
import { limitAttempts } from '../auth/limit-attempts.ts'
import { keepFlow, redirectUriOf } from './flow-cookie.ts'

const route = createRoute({
  method: 'post',
  path: '/api/v1/auth/oidc/{provider}/start',
  operationId: 'startOidc',
  tags: ['auth'],
  summary: 'Begin to sign in at another provider',
  description:
    'For browsers: a cookie binds the flow to this one for ten minutes. Whoever is signed in has the identity linked to their account instead, which asks for a sign-in or a second factor within ten minutes.',
  request: { params: providerParameters },
  responses: {
    200: jsonOf(oidcStarted, 'Where the browser goes next.'),
    ...refusals('csrf_token_required', 'banned', 'second_factor_required', 'not_found', 'rate_limited'),
  },
})

/** Who is signed in wants a second way in, and no other account. A guest is signed in to nothing that could be lost. */
async function findLink(c: GatewayContext): Promise<FlowLink | null> {
  const found = await findPresentedSession(c, { requireRecord: true })
  if (!found || found.session.role === 'guest') return null
  const { userId, sessionId, bannedUntil } = found.session
  const now = Date.now()
  if (bannedUntil !== null && bannedUntil > now) throw new GatewayRefusal('banned')
  if (!isFreshSignIn(found.session, now)) throw new GatewayRefusal('second_factor_required')
  return { userId, sessionId }
}

export const startOidc = (app: Gateway) =>
  app.openapi(route, async (c) => {
    await limitAttempts(c)
    const { db, directory } = c.get('platform')
    const provider = directory.find(c.req.valid('param').provider)
    if (!provider) throw new GatewayRefusal('not_found')
    const link = await findLink(c)
    const redirectUri = redirectUriOf(c, provider.id)
    const { url, token } = await startFlow(
      { db, directory },
      { provider, redirectUri, link, now: Date.now() },
    )
    keepFlow(c, token)
    return c.json({ url }, 200)
  })
