import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../context.ts'
import { setHeader } from '../set-header.ts'

const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'x-permitted-cross-domain-policies': 'none',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
}

/** Answers that hold for one caller or one moment: no cache may keep them. */
const MOMENTARY = /^\/(?:api\/|(?:health|ready|live)$)/
const HSTS = 'max-age=63072000; includeSubDomains; preload'

/** `'self'` in connect-src does not cover sockets in every browser, so the socket's origin is named. */
const contentSecurityPolicy = (socketOrigin: string | null): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${socketOrigin === null ? '' : ` ${socketOrigin}`}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ')

/** On every answer but a socket's, errors and static files included. */
export const securityHeaders = createMiddleware<GatewayEnv>(async (c, next) => {
  await next()
  const environment = c.get('platform')?.environment
  const { host, protocol } = new URL(c.req.url)
  const isTrusted = environment?.TRUSTED_HOSTS.includes(host) ?? false
  const socketOrigin = isTrusted ? `${protocol === 'https:' ? 'wss' : 'ws'}://${host}` : null
  for (const [name, value] of Object.entries(HEADERS)) setHeader(c, name, value)
  setHeader(c, 'content-security-policy', contentSecurityPolicy(socketOrigin))
  if (environment?.ENVIRONMENT === 'production') setHeader(c, 'strict-transport-security', HSTS)
  if (MOMENTARY.test(c.req.path)) setHeader(c, 'cache-control', 'no-store')
})
