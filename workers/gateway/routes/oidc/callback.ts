import { createRoute } from '@hono/zod-openapi'
import { finishFlow } from '#services/oidc/finish-flow.ts'
import type { Gateway, GatewayContext } from '../../context.ts'
import { GatewayRefusal } from '../../gateway-refusal.ts'
import { log } from '../../log.ts'
import { providerParameters } from '../../openapi/parameters.ts'
import { refusals } from '../../openapi/responses.ts'
import { acceptIdentity } from './accept-identity.ts'
import { redirectUriOf, takeFlow } from './flow-cookie.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/auth/oidc/{provider}/callback',
  operationId: 'finishOidc',
  tags: ['auth'],
  summary: 'Where a provider sends the browser back to',
  description:
    'Goes on to `/` with a session, to `/#second-factor=<challenge>` where one is asked for, or to `/?sign-in=failed`, which does not tell why.',
  request: { params: providerParameters },
  responses: { 303: { description: 'On to the page.' }, ...refusals() },
})

const FAILED = '/?sign-in=failed'

async function finish(c: GatewayContext, providerId: string): Promise<string> {
  const { db, directory } = c.get('platform')
  const token = takeFlow(c)
  const provider = directory.find(providerId)
  if (!provider || token === undefined) throw new GatewayRefusal('unauthenticated')
  const parameters = new URL(c.req.url).searchParams
  const redirectUri = redirectUriOf(c, provider.id)
  const answer = { provider, token, parameters, redirectUri, now: Date.now() }
  return await acceptIdentity(c, provider, await finishFlow({ db, directory }, answer))
}

/** The library's code or ours, or the kind of error: for whoever sets a provider up. Never what came with it. */
const reasonOf = (error: unknown): string => {
  const code: unknown = Reflect.get(Object(error), 'code')
  if (typeof code === 'string') return code
  return error instanceof Error ? error.name : 'unknown'
}

export const finishOidc = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const { provider } = c.req.valid('param')
    try {
      return c.redirect(await finish(c, provider), 303)
    } catch (error) {
      log('warn', 'oidc-refused', { requestId: c.get('requestId'), provider, reason: reasonOf(error) })
      return c.redirect(FAILED, 303)
    }
  })
