import { createRoute } from '@hono/zod-openapi'
import { providerList } from '#schema/wire/http/oidc.ts'
import type { Gateway } from '../../context.ts'
import { jsonOf, refusals } from '../../openapi/responses.ts'

const route = createRoute({
  method: 'get',
  path: '/api/v1/auth/oidc',
  operationId: 'listProviders',
  tags: ['auth'],
  summary: 'Where else one can sign in',
  description: 'The OpenID Connect providers that this platform is set up for.',
  responses: { 200: jsonOf(providerList, 'In the order to show them in.'), ...refusals('rate_limited') },
})

export const listProviders = (app: Gateway) =>
  app.openapi(route, (c) => {
    const providers = c.get('platform').directory.providers.map(({ id, name }) => ({ id, name }))
    return c.json({ providers }, 200)
  })
