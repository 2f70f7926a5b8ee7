import { createMiddleware } from 'hono/factory'
import { uuidv7 } from 'uuidv7'
import type { GatewayEnv } from '../context.ts'
import { setHeader } from '../set-header.ts'

const ACCEPTED = /^[A-Za-z0-9_-]{8,64}$/

/** Names each request in every log line and answer: the caller's name for it when well-formed, else a new UUIDv7. */
export const requestId = createMiddleware<GatewayEnv>(async (c, next) => {
  const offered = c.req.header('x-request-id')
  const id = offered !== undefined && ACCEPTED.test(offered) ? offered : uuidv7()
  c.set('requestId', id)
  await next()
  setHeader(c, 'x-request-id', id)
})
