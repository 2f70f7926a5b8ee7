import { eq } from 'drizzle-orm'
import { afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { rooms, users } from '#schema/postgres/index.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import { Circuit } from '#services/connections/circuit.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { connectRedis } from '#services/connections/redis.ts'
import { createSessionCache } from '#services/sessions/session-cache.ts'
import { grantRole } from '#services/users/grant-role.ts'
import { type BuiltGateway, buildGateway, ORIGIN, ROOM_ID, readRefusal } from '#test/gateway/build-gateway.ts'
import { signBilling } from '#test/gateway/sign-billing.ts'
import { describeApi } from './openapi/document.ts'

const { env: stand } = inject('stand')
const db = connectPostgres(stand)

type Route = { name: string; method: string; path: string; isOpen: boolean; hasBody: boolean }

/** Taken from the API's own description, so that a new route is denied here before anyone thinks of it. */
const ROUTES: readonly Route[] = Object.entries(describeApi(buildGateway().gateway).paths ?? {}).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path: path
        .replace('{id}', ROOM_ID)
        .replace('{provider}', 'unknown')
        .replace(/\{\w+Id\}/, () => crypto.randomUUID()),
      isOpen: Reflect.get(Object(operation), 'security') === undefined,
      hasBody: Reflect.get(Object(operation), 'requestBody') !== undefined,
    })),
)
/** Whole names: the test runner cuts those it takes out of an object. */
const named = (routes: readonly Route[]) => routes.map((route): [string, Route] => [route.name, route])

const API = ROUTES.filter(({ path }) => path.startsWith('/api/'))
const SIGNED_IN = API.filter(({ isOpen }) => !isOpen)
const WITH_BODY = API.filter(({ hasBody }) => hasBody)
const ADMINISTRATION = API.filter(({ path }) => path.startsWith('/api/v1/admin/'))

let gateway: BuiltGateway
const tokens = new Map<PlatformRole, string>()

beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await migrate(stand)
  gateway = buildGateway({ variables: stand })
  const cache = createSessionCache(connectRedis(stand), new Circuit(0))
  for (const role of ['member', 'paid-member', 'moderator', 'administrator'] as const) {
    const email = `${role}-${crypto.randomUUID()}@example.org`
    const body = { name: role, email, password: 'a long password' }
    const response = await gateway.call('POST', '/api/v1/auth/sign-up/email', { body })
    tokens.set(role, response.headers.get('set-auth-token') ?? '')
    await grantRole({ db, cache }, { email, role })
  }
  const guest = await gateway.call('POST', '/api/v1/auth/sign-in/anonymous')
  tokens.set('guest', guest.headers.get('set-auth-token') ?? '')
})
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  gateway = buildGateway({ variables: stand })
})
afterEach(() => {
  // Whatever is refused at the gateway never reaches a room; tests that do reach one build their own.
  expect(gateway.roomCalls).toEqual([])
  vi.restoreAllMocks()
})

const refusalOf = async (...call: Parameters<BuiltGateway['call']>) =>
  readRefusal(await gateway.call(...call))

describe.each(named(SIGNED_IN))('%s', (_name, { method, path }) => {
  test('without a session is refused', async () => {
    expect(await refusalOf(method, path)).toEqual({ status: 401, code: 'unauthenticated' })
  })

  test.each([
    [
      'a token without a signature',
      () => ({ authorization: `Bearer ${tokens.get('administrator')?.split('.')[0]}` }),
    ],
    [
      'a token under a changed signature',
      () => ({ authorization: `Bearer A${tokens.get('administrator')}` }),
    ],
    ['another scheme', () => ({ authorization: `Basic ${tokens.get('administrator')}` })],
    [
      'a bad header over a good cookie',
      () => ({
        authorization: 'Bearer nonsense',
        origin: ORIGIN,
        cookie: `sentinel.session_token=${encodeURIComponent(tokens.get('administrator') ?? '')}`,
      }),
    ],
  ])('with %s is refused', async (_, headers) => {
    expect(await refusalOf(method, path, { headers: headers() })).toEqual({
      status: 401,
      code: 'unauthenticated',
    })
  })
})

describe.each(named(API))('%s', (_name, { method, path }) => {
  test.each(['https://evil.test', 'null', `${ORIGIN}.evil.test`, ORIGIN.toUpperCase()])(
    'from the origin %s is refused',
    async (origin) => {
      const token = tokens.get('administrator')
      expect(await refusalOf(method, path, { token, headers: { origin } })).toEqual({
        status: 403,
        code: 'foreign_origin',
      })
    },
  )

  test('under a host name that is not ours is refused', async () => {
    const token = tokens.get('administrator')
    const untrusted = { status: 421, code: 'untrusted_host' }
    expect(await refusalOf(method, `http://evil.test${path}`, { token })).toEqual(untrusted)
    expect(await refusalOf(method, path, { token, headers: { host: 'evil.test' } })).toEqual(untrusted)
  })

  test('ridden by a cookie without a sign of its origin is refused', async () => {
    if (method === 'GET') return
    const cookie = `sentinel.session_token=${encodeURIComponent(tokens.get('administrator') ?? '')}`
    for (const site of [undefined, 'cross-site', 'same-site', 'none']) {
      const headers = { cookie, ...(site ? { 'sec-fetch-site': site } : {}) }
      expect(await refusalOf(method, path, { headers })).toEqual({ status: 403, code: 'foreign_origin' })
    }
  })
})

describe.each(named(WITH_BODY))('the body of %s', (_name, { method, path }) => {
  const send = (rawBody: string, headers: Record<string, string> = {}) =>
    refusalOf(method, path, {
      token: tokens.get('administrator') ?? '',
      rawBody,
      headers: path.endsWith('/webhooks/billing') ? { ...signBilling(rawBody), ...headers } : headers,
    })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/json5',
    '',
  ])('as "%s" is refused', async (type) => {
    expect(await send('{}', { 'content-type': type })).toEqual({
      status: 415,
      code: 'unsupported_media_type',
    })
  })

  test('beyond 64 KiB is refused, announced or not', async () => {
    const oversized = JSON.stringify({ name: 'a'.repeat(70_000) })
    const tooLarge = { status: 413, code: 'too_large' }
    expect(await send(oversized, { 'content-length': String(oversized.length) })).toEqual(tooLarge)
    expect(await send(oversized)).toEqual(tooLarge)
  })

  test.each([
    ['cut short', '{'],
    ['empty', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"text"'],
    ['aimed at the prototype', '{"__proto__":{"role":"administrator"}}'],
    ['of unknown fields', '{"unknown":1}'],
    ['deeply nested', '['.repeat(5000)],
  ])('that is %s is refused', async (_name, rawBody) => {
    if (/\/(anonymous|join)$/.test(path) && rawBody === '') return
    expect(await send(rawBody)).toEqual({ status: 400, code: 'malformed' })
  })
})

/** What moderators of the platform may do too. */
const isModeration = ({ path }: Route) => /\/(?:un)?ban$/.test(path)

test.each(named(ADMINISTRATION))('%s is for the staff', async (_name, route) => {
  const { method, path } = route
  const refused = [
    'guest',
    'member',
    'paid-member',
    ...(isModeration(route) ? [] : (['moderator'] as const)),
  ] as const
  for (const role of refused) {
    const token = tokens.get(role)
    expect(
      await refusalOf(method, path, { token, body: method === 'POST' ? { ids: ['1'] } : undefined }),
    ).toEqual({
      status: 403,
      code: 'forbidden',
    })
  }
})

test('a guest creates no room', async () => {
  const body = { name: 'Mine' }
  expect(await refusalOf('POST', '/api/v1/rooms', { token: tokens.get('guest'), body })).toEqual({
    status: 403,
    code: 'forbidden',
  })
})

test.each([
  'role',
  'roleVersion',
  'isAnonymous',
  'emailVerified',
  'id',
  'bannedUntil',
  'deletedAt',
  'image',
  'callbackURL',
])('nobody sets %s by signing up', async (field) => {
  const email = `climber-${crypto.randomUUID()}@example.org`
  const body = { name: 'Climber', email, password: 'a long password', [field]: 'administrator' }
  expect(await refusalOf('POST', '/api/v1/auth/sign-up/email', { body })).toEqual({
    status: 400,
    code: 'malformed',
  })
  expect(await db.select().from(users).where(eq(users.email, email))).toEqual([])
})

test('[MSG8] who acts in a room is taken from the session and from nothing in the request', async () => {
  const { call, roomCalls } = buildGateway({ variables: stand })
  await call('POST', `/api/v1/rooms/${ROOM_ID}/join?userId=someone&role=administrator`, {
    token: tokens.get('guest') ?? '',
    headers: { 'x-user-id': 'someone', 'x-sentinel-admission': 'forged' },
  })
  expect(roomCalls).toMatchObject([{ method: 'join', arguments: [{ name: 'Guest', role: 'guest' }] }])
})

/** A body that each route takes. */
const bodyOf = ({ path }: Route) => {
  if (path.endsWith('/mute')) return { seconds: 60 }
  if (path.endsWith('/transfer')) return { userId: ROOM_ID }
  if (path.endsWith('/invitations')) return { expiresInSeconds: 300, maxUses: 1 }
  if (path.endsWith('/join')) return { invitation: 'a'.repeat(43) }
  return path.includes('/members/') ? { role: 'owner' } : { name: 'Mine now' }
}

const ROOM_ROUTES = SIGNED_IN.filter(({ path }) => path.includes(ROOM_ID) && !path.endsWith('/tickets'))

test.each(named(ROOM_ROUTES))(
  '%s on a room that is not for the caller finds nothing',
  async (_name, route) => {
    const { call } = buildGateway({ variables: stand, answer: () => ({ ok: false, code: 'not_found' }) })
    const body = route.hasBody ? bodyOf(route) : undefined
    const response = await call(route.method, route.path, { token: tokens.get('member') ?? '', body })
    expect(await readRefusal(response)).toEqual({ status: 404, code: 'not_found' })
  },
)

const SQL = [
  `'; DROP TABLE users; --`,
  `' OR '1'='1`,
  `"; DELETE FROM rooms; --`,
  `\\'); SELECT pg_sleep(9); --`,
]

describe.each(SQL)('the text %s', (text) => {
  test('is a name like any other', async () => {
    const response = await gateway.call('POST', '/api/v1/auth/sign-in/anonymous', { body: { name: text } })
    expect(await response.json()).toMatchObject({ name: text })
    const token = response.headers.get('set-auth-token') ?? ''
    const renamed = await gateway.call('PATCH', '/api/v1/me', { token, body: { name: `${text}!` } })
    expect(await renamed.json()).toMatchObject({ name: `${text}!` })
    expect(await (await gateway.call('GET', '/api/v1/me', { token })).json()).toMatchObject({
      name: `${text}!`,
    })
  })

  test('is a room name like any other', async () => {
    const { call } = buildGateway({ variables: stand })
    const name = `${text} ${crypto.randomUUID()}`
    const token = tokens.get('member') ?? ''
    expect((await call('POST', '/api/v1/rooms', { token, body: { name } })).status).toBe(201)
    expect(await db.select({ name: rooms.name }).from(rooms).where(eq(rooms.name, name))).toEqual([{ name }])
  })

  test('opens nothing as a password and is no e-mail address', async () => {
    const signIn = '/api/v1/auth/sign-in/email'
    const email = `nobody-${crypto.randomUUID()}@example.org`
    expect(await refusalOf('POST', signIn, { body: { email, password: text } })).toMatchObject({
      status: 401,
    })
    expect(await refusalOf('POST', signIn, { body: { email: text, password: text } })).toMatchObject({
      status: 400,
    })
  })

  test('is no id, no cursor, no position, no scope and no token', async () => {
    const token = tokens.get('administrator') ?? ''
    const value = encodeURIComponent(text)
    for (const path of [
      `/api/v1/rooms/${value}`,
      `/api/v1/rooms?cursor=${value}`,
      `/api/v1/rooms?scope=${value}`,
      `/api/v1/rooms?limit=${value}`,
      `/api/v1/rooms/${ROOM_ID}/messages?before=${value}`,
      `/api/v1/admin/outbox/dead-letters?cursor=${value}`,
    ]) {
      expect(await refusalOf('GET', path, { token }), path).toEqual({ status: 400, code: 'malformed' })
    }
    const requeue = '/api/v1/admin/outbox/dead-letters/requeue'
    expect(await refusalOf('POST', requeue, { token, body: { ids: [text] } })).toMatchObject({ status: 400 })
    expect(
      await refusalOf('GET', '/api/v1/me', { headers: { authorization: `Bearer ${value}` } }),
    ).toMatchObject({
      status: 401,
    })
  })
})

test('what was refused is not repeated to the caller', async () => {
  const body = { name: 'x', email: 'quiet-please', password: 'hush', 'secret-field': 1 }
  const response = await gateway.call('POST', '/api/v1/auth/sign-up/email', { body })
  const text = await response.text()
  expect(JSON.parse(text)).toMatchObject({
    error: { issues: expect.arrayContaining([expect.objectContaining({ path: 'email' })]) },
  })
  expect(text).not.toMatch(/quiet-please|hush|secret-field/)
})

test.each(['\0', 'a\0b', '\ud800', 'x\udfffy', '', '   ', 'a'.repeat(81)])(
  'a name that is no legal text is refused: %j',
  async (name) => {
    expect(await refusalOf('POST', '/api/v1/auth/sign-in/anonymous', { body: { name } })).toEqual({
      status: 400,
      code: 'malformed',
    })
  },
)

test.each([
  'get-session',
  'update-user',
  'delete-user',
  'change-email',
  'change-password',
  'list-sessions',
  'revoke-sessions',
  'delete-anonymous-user',
  'request-password-reset',
  'sign-in/social',
  'callback/github',
  'ok',
  'error',
])("the session library's own endpoint %s can't be reached", async (endpoint) => {
  const token = tokens.get('administrator')
  const path = `/api/v1/auth/${endpoint}`
  expect(await refusalOf('GET', path, { token })).toEqual({ status: 404, code: 'not_found' })
  expect(await refusalOf('POST', path, { token, body: {} })).toEqual({ status: 404, code: 'not_found' })
})
