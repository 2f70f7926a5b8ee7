import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../context.ts'
import { GatewayRefusal } from '../gateway-refusal.ts'

const MAX_BODY_BYTES = 64 * 1024
const JSON_TYPE = /^application\/json\s*(;\s*charset=utf-8\s*)?$/i

export const limitBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new GatewayRefusal('too_large')
  },
})

/** A body is JSON and says so: what a foreign page's form could send is refused before it is read. */
export const requireJson = createMiddleware<GatewayEnv>(async (c, next) => {
  const hasBody = c.req.raw.body !== null && c.req.header('content-length') !== '0'
  if (hasBody && !JSON_TYPE.test(c.req.header('content-type') ?? '')) {
    throw new GatewayRefusal('unsupported_media_type')
  }
  await next()
})
