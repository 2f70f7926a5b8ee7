import { createRoute } from '@hono/zod-openapi'
import { keySet } from '#schema/wire/http/security.ts'
import { listPublishedKeys } from '#services/signing-keys/signing-key-set.ts'
import type { Gateway } from '../../context.ts'
import { jsonOf, refusals } from '../../openapi/responses.ts'

/** A new key stands here a day before it signs, so an hour of caching misses none. */
const CACHING = 'public, max-age=3600'

const route = createRoute({
  method: 'get',
  path: '/.well-known/jwks.json',
  operationId: 'readKeySet',
  tags: ['auth'],
  summary: 'The keys that our tokens are checked with',
  description: 'A JSON Web Key Set (RFC 7517). A key stands here a day before it signs.',
  responses: { 200: jsonOf(keySet, 'The keys.'), ...refusals() },
})

export const jwks = (app: Gateway) =>
  app.openapi(route, async (c) => {
    const keys = await listPublishedKeys(c.get('platform').db, Date.now())
    return c.json({ keys: keys.map(({ jwk }) => jwk) }, 200, { 'cache-control': CACHING })
  })
