import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { issueTicket } from '#services/sessions/issue-ticket.ts'
import {
  buildGateway,
  ORIGIN,
  PRODUCTION_VARIABLES,
  ROOM_ID,
  readRefusal,
  VARIABLES,
} from '#test/gateway/build-gateway.ts'
import { createGateway } from './app.ts'

let lines: string[]
beforeEach(() => {
  lines = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
})
afterEach(() => void vi.restoreAllMocks())

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('a well-formed request id is taken over, echoed and logged', async () => {
  const { call } = buildGateway()
  const response = await call('GET', '/live', { headers: { 'x-request-id': 'trace-0123456789' } })
  expect(response.headers.get('x-request-id')).toBe('trace-0123456789')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    requestId: 'trace-0123456789',
    route: '/live',
    status: 200,
  })
})

test.each(['short', 'with space 1234', '<script>alert(1)</script>', 'a'.repeat(65)])(
  'another request id is replaced by our own: %s',
  async (offered) => {
    const { call } = buildGateway()
    const response = await call('GET', '/live', { headers: { 'x-request-id': offered } })
    expect(response.headers.get('x-request-id')).toMatch(UUID_V7)
  },
)

test.each(['/live', '/api/v1/me', '/nothing-here', '/docs', '/openapi.json', '/asyncapi.json'])(
  'the answer of %s carries the security headers',
  async (path) => {
    const { call } = buildGateway()
    const { headers } = await call('GET', path)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(headers.get('content-security-policy')).toContain("connect-src 'self' ws://chat.test;")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('strict-transport-security')).toBeNull()
  },
)

test('in production browsers are bound to TLS', async () => {
  const { NEON_FETCH_ENDPOINT: _, ...variables } = VARIABLES
  const bindings = {
    ...variables,
    ...PRODUCTION_VARIABLES,
    PUBLIC_ORIGIN: 'https://chat.test',
    OUTBOX_URL: 'https://a:b@outbox.test',
    UPSTASH_REDIS_REST_URL: 'https://redis.test',
  }
  const response = await createGateway().request('https://chat.test/live', {}, bindings)
  expect(response.status).toBe(200)
  expect(response.headers.get('strict-transport-security')).toContain('max-age=63072000')
})

test('answers that hold for one caller or one moment are not stored by caches', async () => {
  const { call } = buildGateway()
  for (const path of ['/api/v1/me', '/health', '/ready', '/live'])
    expect((await call('GET', path)).headers.get('cache-control')).toBe('no-store')
})

test('a page of a trusted origin may read answers, with credentials', async () => {
  const { call } = buildGateway()
  const { headers } = await call('GET', '/api/v1/me', { headers: { origin: 'https://partner.test' } })
  expect(headers.get('access-control-allow-origin')).toBe('https://partner.test')
  expect(headers.get('access-control-allow-credentials')).toBe('true')
})

test('a preflight of a trusted origin is answered', async () => {
  const { call } = buildGateway()
  const response = await call('OPTIONS', '/api/v1/me', {
    headers: { origin: 'https://partner.test', 'access-control-request-method': 'PATCH' },
  })
  expect(response.status).toBe(204)
  expect(response.headers.get('access-control-allow-methods')).toContain('PATCH')
})

test('[ERR4] what is no route is not found', async () => {
  const { call } = buildGateway()
  expect(await readRefusal(await call('GET', '/api/v1/nothing'))).toEqual({ status: 404, code: 'not_found' })
  expect(await readRefusal(await call('POST', '/nothing'))).toEqual({ status: 404, code: 'not_found' })
})

test('a route under another method names the methods it has', async () => {
  const { call } = buildGateway()
  const response = await call('DELETE', '/api/v1/rooms')
  expect(response.headers.get('allow')).toBe('POST, GET')
  expect(await readRefusal(response)).toEqual({ status: 405, code: 'method_not_allowed' })
})

test('a static file carries the security headers and keeps its own', async () => {
  const asset = Response.json({}, { headers: { 'cache-control': 'public, max-age=31536000' } })
  const ASSETS = { fetch: async () => asset }
  const response = await createGateway().request(`${ORIGIN}/app.js`, {}, { ...VARIABLES, ASSETS })
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000')
  expect(response.headers.get('x-frame-options')).toBe('DENY')
})

test('the access log holds the route and neither the path, the query nor a header', async () => {
  const { call } = buildGateway()
  await call('GET', '/api/v1/rooms/0198c5b0-0000-7000-8000-00000000beef/messages?before=7&x=quiet', {
    headers: { cookie: 'sentinel.session_token=hush', authorization: 'Bearer hush.hush' },
  })
  const line = JSON.parse(lines[0] ?? '')
  expect(line).toEqual({
    time: expect.any(String),
    level: 'info',
    event: 'request',
    requestId: expect.any(String),
    method: 'GET',
    route: '/api/v1/rooms/:id/messages',
    status: 401,
    durationMs: expect.any(Number),
    userId: null,
  })
})

test('a missing secret stops every request, is named once in the log and never in the answer', async () => {
  const { TICKET_SECRET: _, ...bindings } = VARIABLES
  const response = await createGateway().request(`${ORIGIN}/live`, {}, bindings)
  const text = await response.text()
  expect(response.status).toBe(500)
  expect(text).toContain('"internal"')
  expect(text).not.toContain('TICKET_SECRET')
  expect(lines.filter((line) => line.includes('TICKET_SECRET is missing'))).toHaveLength(1)
})

test('a malformed secret is named and not shown', async () => {
  await createGateway().request(`${ORIGIN}/live`, {}, { ...VARIABLES, MASTER_KEYS: '1:tooshort' })
  expect(lines.join()).toContain('MASTER_KEYS is malformed')
  expect(lines.join()).not.toContain('tooshort')
})

test('with no database at all the platform says it is down, and lives', async () => {
  const { call } = buildGateway()
  const ready = await call('GET', '/ready')
  expect(ready.status).toBe(503)
  expect(await ready.json()).toEqual({
    status: 'down',
    dependencies: {
      postgres: { status: 'down', latencyMs: null },
      outbox: { status: 'down', latencyMs: null },
      redis: { status: 'down', latencyMs: null },
    },
    outbox: null,
  })
  expect(await (await call('GET', '/health')).json()).toEqual({ status: 'down' })
  expect((await call('GET', '/live')).status).toBe(200)
})

test('[ERR3] a database that is down is told as such, without its address or the values sent to it', async () => {
  const { call } = buildGateway()
  const body = { name: 'Ann', email: 'ann@secret.example', password: 'a long password' }
  const response = await call('POST', '/api/v1/auth/sign-up/email', { body })
  expect(await readRefusal(response.clone())).toEqual({ status: 503, code: 'unavailable' })
  const said = `${await response.text()}${lines.join()}`
  expect(said).not.toContain('secret.example')
  expect(said).not.toContain('127.0.0.1:9')
})

test('a room that never answers is unavailable after 10 s', async () => {
  vi.useFakeTimers()
  try {
    const { call } = buildGateway({ answer: () => new Promise(() => undefined) })
    const { ticket } = await issueTicket({
      actor: { userId: crypto.randomUUID(), name: 'Ann', role: 'member', sessionId: crypto.randomUUID() },
      roleVersion: 1,
      sessionExpiresAt: Date.now() + 1e6,
      roomId: ROOM_ID,
      now: Date.now(),
      secret: VARIABLES.TICKET_SECRET ?? '',
    })
    const headers = { upgrade: 'websocket', 'sec-websocket-protocol': `sentinel.v1, ticket.${ticket}` }
    const pending = call('GET', `/api/v1/rooms/${ROOM_ID}/socket`, { headers })
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(2))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await readRefusal(await pending)).toEqual({ status: 503, code: 'unavailable' })
  } finally {
    vi.useRealTimers()
  }
})
