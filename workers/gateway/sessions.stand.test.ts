import { and, eq, isNotNull } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { connectControl } from '#dev/stand/connect-control.ts'
import { accounts, auditEntries, sessions, users } from '#schema/postgres/index.ts'
import { Circuit } from '#services/connections/circuit.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { connectRedis } from '#services/connections/redis.ts'
import { createSessionCache } from '#services/sessions/session-cache.ts'
import { grantRole } from '#services/users/grant-role.ts'
import {
  type BuiltGateway,
  buildGateway,
  PRODUCTION_VARIABLES,
  readRefusal,
  VARIABLES,
} from '#test/gateway/build-gateway.ts'
import { createGateway } from './app.ts'

const { env: stand, dataDir } = inject('stand')
const control = connectControl(dataDir)
const db = connectPostgres(stand)
const cache = createSessionCache(connectRedis(stand), new Circuit(0))

const PASSWORD = 'a long password'
const inventEmail = () => `person-${crypto.randomUUID()}@example.org`

let gateway: BuiltGateway
beforeAll(async () => void (await migrate(stand)))
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  gateway = buildGateway({ variables: stand })
})
afterEach(() => void vi.restoreAllMocks())
afterAll(async () => {
  await control.redis.start()
  await control.postgres.start()
})

async function signUp(email = inventEmail()) {
  const body = { name: 'Ann', email, password: PASSWORD }
  const response = await gateway.call('POST', '/api/v1/auth/sign-up/email', { body })
  expect(response.status).toBe(200)
  const token = response.headers.get('set-auth-token') ?? ''
  return { email, token, cookie: response.headers.get('set-cookie') ?? '', me: await response.json() }
}

const whoAmI = (token: string) => gateway.call('GET', '/api/v1/me', { token })

test('who signs up is a member, signed in by cookie and by bearer token alike', async () => {
  const { token, cookie, me } = await signUp()
  expect(me).toEqual({ id: expect.any(String), name: 'Ann', role: 'member' })
  expect(cookie).toMatch(/^sentinel\.session_token=.*; HttpOnly; SameSite=Lax$/)
  expect(await (await whoAmI(token)).json()).toEqual(me)
  const byCookie = await gateway.call('GET', '/api/v1/me', {
    headers: { cookie: cookie.split(';')[0] ?? '' },
  })
  expect(await byCookie.json()).toEqual(me)
})

test('a signed-up person is recorded with a password hash and never with the password', async () => {
  const { email } = await signUp()
  const [row] = await db
    .select({ password: accounts.password })
    .from(accounts)
    .innerJoin(users, eq(users.id, accounts.userId))
    .where(eq(users.email, email))
  expect(row?.password).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/)
})

test('signing in takes the right password, in any case of the address', async () => {
  const { email, me } = await signUp()
  const body = { email: email.toUpperCase(), password: PASSWORD }
  const response = await gateway.call('POST', '/api/v1/auth/sign-in/email', { body })
  expect(await response.json()).toEqual(me)
})

test('an unknown address and a wrong password get the same answer', async () => {
  const { email } = await signUp()
  const answers = await Promise.all(
    [email, inventEmail()].map(async (address) => {
      const body = { email: address, password: 'not that one' }
      return readRefusal(await gateway.call('POST', '/api/v1/auth/sign-in/email', { body }))
    }),
  )
  expect(answers).toEqual([
    { status: 401, code: 'unauthenticated' },
    { status: 401, code: 'unauthenticated' },
  ])
})

test('an address signs up once, also when two try at the same time, and leaves no half account', async () => {
  const email = inventEmail()
  const body = { name: 'Ann', email, password: PASSWORD }
  const responses = await Promise.all(
    [1, 2, 3].map(() => gateway.call('POST', '/api/v1/auth/sign-up/email', { body })),
  )
  expect(responses.map((response) => response.status).sort()).toEqual([200, 409, 409])
  const rows = await db
    .select({ id: accounts.id })
    .from(users)
    .innerJoin(accounts, eq(accounts.userId, users.id))
    .where(eq(users.email, email))
  expect(rows).toHaveLength(1)
})

test('a guest brings a name and is a guest', async () => {
  const body = { name: 'Zoë 😀' }
  const response = await gateway.call('POST', '/api/v1/auth/sign-in/anonymous', { body })
  expect(await response.json()).toEqual({ id: expect.any(String), name: 'Zoë 😀', role: 'guest' })
  const nameless = await gateway.call('POST', '/api/v1/auth/sign-in/anonymous')
  expect(await nameless.json()).toMatchObject({ name: 'Guest', role: 'guest' })
})

test('signing out ends the session at once and keeps its row', async () => {
  const { token } = await signUp()
  expect((await gateway.call('POST', '/api/v1/auth/sign-out', { token })).status).toBe(204)
  expect(await readRefusal(await whoAmI(token))).toEqual({ status: 401, code: 'unauthenticated' })
  const rows = await db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.token, token.split('.')[0] ?? ''), isNotNull(sessions.deletedAt)))
  expect(rows).toHaveLength(1)
})

test('a new name shows with the next request', async () => {
  const { token } = await signUp()
  await gateway.call('PATCH', '/api/v1/me', { token, body: { name: 'Anna' } })
  expect(await (await whoAmI(token)).json()).toMatchObject({ name: 'Anna' })
})

test('a granted role counts from the next request on and leaves an audit entry', async () => {
  const { token, email, me } = await signUp()
  const granted = await grantRole({ db, cache }, { email, role: 'administrator' })
  expect(granted).toEqual({ userId: Reflect.get(Object(me), 'id'), formerRole: 'member' })
  expect((await gateway.call('GET', '/api/v1/admin/outbox', { token })).status).toBe(200)
  const entries = await db
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.targetId, granted?.userId ?? ''), eq(auditEntries.action, 'user.grant-role')))
  expect(entries).toMatchObject([
    { action: 'user.grant-role', detail: { from: 'member', to: 'administrator' } },
  ])
})

test('nobody is granted a role who has not signed up', async () => {
  expect(await grantRole({ db, cache }, { email: inventEmail(), role: 'administrator' })).toBeNull()
})

test('a banned person is refused with a session in hand and when signing in', async () => {
  const { token, email, me } = await signUp()
  const id: string = Reflect.get(Object(me), 'id')
  await db
    .update(users)
    .set({ bannedUntil: new Date(Date.now() + 60_000) })
    .where(eq(users.id, id))
  await cache.forget([token.split('.')[0] ?? ''])
  expect(await readRefusal(await whoAmI(token))).toEqual({ status: 403, code: 'banned' })
  const again = await gateway.call('POST', '/api/v1/auth/sign-in/email', {
    body: { email, password: PASSWORD },
  })
  expect(again.headers.get('set-auth-token')).toBeNull()
  expect(await readRefusal(again)).toEqual({ status: 403, code: 'banned' })
})

test('too many attempts a minute from one network have to wait', async () => {
  gateway = buildGateway({ variables: { ...stand, AUTH_ATTEMPTS_PER_MINUTE: '2' } })
  const site = `2001:db8:${crypto.randomUUID().slice(9, 13)}:1`
  let host = 0
  const attempt = () => {
    host += 1
    const headers = { 'cf-connecting-ip': `${site}::${host}` }
    return gateway.call('POST', '/api/v1/auth/sign-in/anonymous', { headers })
  }
  expect((await attempt()).status).toBe(200)
  expect((await attempt()).status).toBe(200)
  const refused = await attempt()
  expect(refused.headers.get('retry-after')).toBe('60')
  expect(await readRefusal(refused)).toEqual({ status: 429, code: 'rate_limited' })
})

test('while Redis is down people sign up, are known and sign out, and a revoked session stays revoked after it', async () => {
  const before = await signUp()
  await control.redis.stop()
  const { token } = await signUp()
  expect((await whoAmI(token)).status).toBe(200)
  expect((await whoAmI(before.token)).status).toBe(200)
  expect((await gateway.call('POST', '/api/v1/auth/sign-out', { token })).status).toBe(204)
  await control.redis.start()
  expect(await readRefusal(await whoAmI(token))).toEqual({ status: 401, code: 'unauthenticated' })
})

test('a slow Redis delays one request, and spares those after it the wait', async () => {
  const { token } = await signUp()
  await control.redis.slow(2000)
  try {
    const timed = async () => {
      const startedAt = performance.now()
      expect((await whoAmI(token)).status).toBe(200)
      return performance.now() - startedAt
    }
    expect(await timed()).toBeLessThan(1500)
    expect(await timed()).toBeLessThan(300)
  } finally {
    await control.redis.slow(0)
  }
})

test('while Postgres is down who came before is known, and nobody new comes in', async () => {
  const { token, me } = await signUp()
  await whoAmI(token)
  await control.postgres.stop()
  try {
    expect(await (await whoAmI(token)).json()).toEqual(me)
    const guest = await gateway.call('POST', '/api/v1/auth/sign-in/anonymous')
    expect(await readRefusal(guest)).toEqual({ status: 503, code: 'unavailable' })
    expect(await (await gateway.call('GET', '/ready')).json()).toMatchObject({
      status: 'degraded',
      dependencies: { postgres: { status: 'down' }, redis: { status: 'ok' } },
    })
  } finally {
    await control.postgres.start()
  }
  expect((await whoAmI(token)).status).toBe(200)
})

test('a revocation that the cache missed counts once the cached session is no longer fresh', async () => {
  const { token } = await signUp()
  expect((await whoAmI(token)).status).toBe(200)
  const raw = token.split('.')[0] ?? ''
  const cached = await cache.read(raw)
  await db.update(sessions).set({ deletedAt: new Date() }).where(eq(sessions.token, raw))
  if (cached) await cache.write(raw, { ...cached, checkedAt: Date.now() - 16_000 })
  expect(cached).not.toBeNull()
  expect(await readRefusal(await whoAmI(token))).toEqual({ status: 401, code: 'unauthenticated' })
  expect(await cache.read(raw)).toBeNull()
})

test('a role taken away counts at once for an administrator route, whatever the cache says', async () => {
  const { token, email, me } = await signUp()
  await grantRole({ db, cache }, { email, role: 'administrator' })
  expect((await gateway.call('GET', '/api/v1/admin/outbox', { token })).status).toBe(200)
  await db
    .update(users)
    .set({ role: 'member' })
    .where(eq(users.id, Reflect.get(Object(me), 'id')))
  expect(await readRefusal(await gateway.call('GET', '/api/v1/admin/outbox', { token }))).toEqual({
    status: 403,
    code: 'forbidden',
  })
})

test('in production the session cookie is kept to TLS', async () => {
  // The stand's endpoint stays set from the tests above: production refuses the variable that names it.
  const { NEON_FETCH_ENDPOINT: _, ...variables } = { ...VARIABLES, ...stand }
  const bindings = {
    ...variables,
    ...PRODUCTION_VARIABLES,
    PUBLIC_ORIGIN: 'https://chat.test',
    OUTBOX_URL: 'https://nobody:nothing@127.0.0.1:9',
    UPSTASH_REDIS_REST_URL: 'https://127.0.0.1:9',
  }
  const production = createGateway()
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
  const response = await production.request('https://chat.test/api/v1/auth/sign-in/anonymous', init, bindings)
  const cookie = response.headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/^__Secure-sentinel\.session_token=/)
  expect(cookie).toMatch(/; HttpOnly; Secure; SameSite=Lax$/)
  const headers = { cookie: cookie.split(';')[0] ?? '' }
  expect((await production.request('https://chat.test/api/v1/me', { headers }, bindings)).status).toBe(200)
})
