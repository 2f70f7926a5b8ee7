import { and, eq } from 'drizzle-orm'
import { afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { auditEntries, passkeys, sessions, users } from '#schema/postgres/index.ts'
import {
  type AuthenticationResponse,
  authenticationStarted,
  passkeyList,
  registrationStarted,
} from '#schema/wire/http/passkeys.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { MAX_PASSKEYS } from '#services/passkeys/add-passkey.ts'
import { type BuiltGateway, buildGateway, ORIGIN, readRefusal } from '#test/gateway/build-gateway.ts'
import { type Manner, SoftwareAuthenticator } from '#test/passkeys/software-authenticator.ts'

const { env: stand } = inject('stand')
const db = connectPostgres(stand)
const MINUTE_MS = 60_000
const UNAUTHENTICATED = { status: 401, code: 'unauthenticated' }
const FORBIDDEN = { status: 403, code: 'forbidden' }
const FACTOR_REQUIRED = { status: 403, code: 'second_factor_required' }

let gateway: BuiltGateway
beforeAll(() => migrate(stand))
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  gateway = buildGateway({ variables: stand })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

type Person = { id: string; token: string }
const post = (path: string, body?: unknown, token?: string) =>
  gateway.call('POST', path, { body, ...(token ? { token } : {}) })
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

async function signUp(): Promise<Person> {
  const email = `person-${crypto.randomUUID()}@example.org`
  const body = { name: 'Ann', email, password: 'correct horse battery' }
  const response = await post('/api/v1/auth/sign-up/email', body)
  const { id } = Object(await response.json())
  return { id: String(id), token: response.headers.get('set-auth-token') ?? '' }
}
const startAdding = async ({ token }: Person) =>
  registrationStarted.parse(await (await post('/api/v1/me/passkeys/options', undefined, token)).json())

async function add(person: Person, manner: Partial<Manner> = {}, held?: SoftwareAuthenticator) {
  const authenticator = held ?? (await SoftwareAuthenticator.create(ORIGIN, { counter: 1 }))
  const { challenge, options } = await startAdding(person)
  const response = await authenticator.register(options, manner)
  const answer = await post('/api/v1/me/passkeys', { challenge, name: 'Key', response }, person.token)
  return { authenticator, answer, body: { challenge, name: 'Key', response } }
}
const start = async () =>
  authenticationStarted.parse(await (await post('/api/v1/auth/passkeys/options')).json())
const present = (challenge: string, response: AuthenticationResponse) =>
  post('/api/v1/auth/sign-in/passkey', { challenge, response })

async function signIn(authenticator: SoftwareAuthenticator, manner: Partial<Manner> = {}) {
  const { challenge, options } = await start()
  return await present(challenge, await authenticator.sign(options, manner))
}

test('a passkey signs its person in, and counts as the second factor', async () => {
  const person = await signUp()
  const { authenticator, answer } = await add(person)
  expect(answer.status).toBe(201)
  const response = await signIn(authenticator)
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ id: person.id, name: 'Ann' })
  const begun = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, person.id), eq(sessions.method, 'passkey')))
  expect(begun).toMatchObject([{ secondFactorAt: new Date(Date.now()) }])
  await db.update(users).set({ role: 'administrator' }).where(eq(users.id, person.id))
  const token = response.headers.get('set-auth-token') ?? ''
  expect((await gateway.call('GET', '/api/v1/area51/audit', { token })).status).toBe(200)
})

test.each<[string, Partial<Manner>]>([
  ['on a page of another origin', { origin: 'http://chat.test.evil.test' }],
  ['on a page of another port', { origin: `${ORIGIN}:8080` }],
  ['for another relying party', { rpId: 'evil.test' }],
  ['for another challenge', { challenge: Buffer.alloc(32, 1).toString('base64url') }],
  ['without verifying the person', { isVerified: false }],
  ['in a frame of another site', { crossOrigin: true }],
  ['as a registration', { type: 'webauthn.create' }],
  ['for another person', { userHandle: Buffer.alloc(16, 1).toString('base64url') }],
])('an answer made %s signs nobody in', async (_, manner) => {
  const { authenticator } = await add(await signUp())
  expect(await readRefusal(await signIn(authenticator, manner))).toEqual(UNAUTHENTICATED)
  expect((await signIn(authenticator)).status).toBe(200)
})

test.each<[string, Partial<Manner>]>([
  ['on a page of another origin', { origin: 'http://evil.test' }],
  ['for another relying party', { rpId: 'evil.test' }],
  ['for another challenge', { challenge: Buffer.alloc(32, 1).toString('base64url') }],
  ['without verifying the person', { isVerified: false }],
  ['in a frame of another site', { crossOrigin: true }],
  ['as a signature', { type: 'webauthn.get' }],
])('a passkey made %s is not kept', async (_, manner) => {
  const person = await signUp()
  expect(await readRefusal((await add(person, manner)).answer)).toEqual(FORBIDDEN)
  expect(await db.select().from(passkeys).where(eq(passkeys.userId, person.id))).toEqual([])
})

test('an answer holds once, also when it is sent twice at once by an authenticator that does not count', async () => {
  const authenticator = await SoftwareAuthenticator.create(ORIGIN)
  await add(await signUp(), {}, authenticator)
  const { challenge, options } = await start()
  const answer = await authenticator.sign(options)
  const statuses = await Promise.all([1, 2, 3].map(async () => (await present(challenge, answer)).status))
  expect(statuses.sort()).toEqual([200, 401, 401])
  expect(await readRefusal(await present(challenge, answer))).toEqual(UNAUTHENTICATED)
})

test('an answer for one challenge is nothing for another, and nothing after five minutes', async () => {
  const { authenticator } = await add(await signUp())
  const [one, two] = [await start(), await start()]
  expect(await readRefusal(await present(two.challenge, await authenticator.sign(one.options)))).toEqual(
    UNAUTHENTICATED,
  )
  pass(5 * MINUTE_MS - 1)
  expect((await present(one.challenge, await authenticator.sign(one.options))).status).toBe(200)
  pass(1)
  expect(await readRefusal(await present(two.challenge, await authenticator.sign(two.options)))).toEqual(
    UNAUTHENTICATED,
  )
})

test('a credential that is not known, and a known one under a foreign key, sign nobody in', async () => {
  const person = await signUp()
  const { authenticator } = await add(person)
  const foreign = await SoftwareAuthenticator.create(ORIGIN)
  expect(await readRefusal(await signIn(foreign, { userHandle: null }))).toEqual(UNAUTHENTICATED)
  const { challenge, options } = await start()
  const { credentialId: id } = authenticator
  const forged = { ...(await foreign.sign(options, { userHandle: null })), id, rawId: id }
  expect(await readRefusal(await present(challenge, forged))).toEqual(UNAUTHENTICATED)
})

test('a counter that does not grow is refused and leaves an entry', async () => {
  const person = await signUp()
  const { authenticator } = await add(person)
  expect((await signIn(authenticator)).status).toBe(200)
  const [kept] = await db.select().from(passkeys).where(eq(passkeys.userId, person.id))
  expect(kept).toMatchObject({ counter: 2, lastUsedAt: new Date(Date.now()) })
  for (const counter of [1, 0]) {
    authenticator.counter = counter
    expect(await readRefusal(await signIn(authenticator))).toEqual(UNAUTHENTICATED)
  }
  const entries = await db
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.targetId, kept?.id ?? ''))
  expect(entries.map(({ action }) => action).sort()).toEqual([
    'passkey.add',
    'passkey.refused',
    'passkey.refused',
  ])
  authenticator.counter = 2
  expect((await signIn(authenticator)).status).toBe(200)
})

test('an authenticator that does not count signs in again and again', async () => {
  const held = await SoftwareAuthenticator.create(ORIGIN)
  await add(await signUp(), {}, held)
  expect((await signIn(held)).status).toBe(200)
  expect((await signIn(held)).status).toBe(200)
})

test('a challenge to add one is for one person, once, within five minutes', async () => {
  const [one, two] = [await signUp(), await signUp()]
  const authenticator = await SoftwareAuthenticator.create(ORIGIN)
  const { challenge, options } = await startAdding(one)
  const body = { challenge, name: 'Key', response: await authenticator.register(options) }
  expect(await readRefusal(await post('/api/v1/me/passkeys', body, two.token))).toEqual(FORBIDDEN)
  expect((await post('/api/v1/me/passkeys', body, one.token)).status).toBe(201)
  expect(await readRefusal(await post('/api/v1/me/passkeys', body, one.token))).toEqual(FORBIDDEN)
  const late = await startAdding(one)
  const lateBody = { challenge: late.challenge, name: 'Key', response: body.response }
  pass(5 * MINUTE_MS)
  expect(await readRefusal(await post('/api/v1/me/passkeys', lateBody, one.token))).toEqual(FORBIDDEN)
})

test('a credential that somebody has is nobody else’s', async () => {
  const { authenticator } = await add(await signUp())
  const second = await add(await signUp(), {}, authenticator)
  expect(await readRefusal(second.answer)).toEqual({ status: 409, code: 'conflict' })
})

test('a session left open for more than ten minutes adds and removes none; a guest has none', async () => {
  const person = await signUp()
  const { answer } = await add(person)
  const [kept] = passkeyList.parse(await answer.json()).passkeys
  pass(10 * MINUTE_MS + 1000)
  const { token } = person
  expect(await readRefusal(await post('/api/v1/me/passkeys/options', undefined, token))).toEqual(
    FACTOR_REQUIRED,
  )
  expect(await readRefusal(await post(`/api/v1/me/passkeys/${kept?.id}/remove`, undefined, token))).toEqual(
    FACTOR_REQUIRED,
  )
  const guest = (await post('/api/v1/auth/sign-in/anonymous', {})).headers.get('set-auth-token') ?? ''
  expect(await readRefusal(await post('/api/v1/me/passkeys/options', undefined, guest))).toEqual(FORBIDDEN)
})

test('a passkey confirms the second factor in a session of its own person, and in no other', async () => {
  const [one, two] = [await signUp(), await signUp()]
  const { authenticator } = await add(one)
  await db.update(users).set({ role: 'administrator' }).where(eq(users.id, one.id))
  const enter = () => gateway.call('GET', '/api/v1/area51/audit', { token: one.token })
  expect(await readRefusal(await enter())).toEqual(FACTOR_REQUIRED)
  const check = async (token: string) => {
    const { challenge, options } = await start()
    const response = await authenticator.sign(options)
    return await post('/api/v1/me/second-factor/check-passkey', { challenge, response }, token)
  }
  expect(await readRefusal(await check(two.token))).toEqual(FORBIDDEN)
  const confirmed = await check(one.token)
  expect(await confirmed.json()).toEqual({ secondFactorAt: Date.now() })
  expect((await enter()).status).toBe(200)
})

test('a passkey is removed by its person alone, and opens nothing afterwards', async () => {
  const [one, two] = [await signUp(), await signUp()]
  const { authenticator, answer } = await add(one)
  const [kept] = passkeyList.parse(await answer.json()).passkeys
  const remove = async ({ token }: Person) => post(`/api/v1/me/passkeys/${kept?.id}/remove`, undefined, token)
  expect(await readRefusal(await remove(two))).toEqual({ status: 404, code: 'not_found' })
  expect((await remove(one)).status).toBe(204)
  expect(await readRefusal(await remove(one))).toEqual({ status: 404, code: 'not_found' })
  expect(await readRefusal(await signIn(authenticator))).toEqual(UNAUTHENTICATED)
  const listed = await gateway.call('GET', '/api/v1/me/passkeys', { token: one.token })
  expect(await listed.json()).toEqual({ passkeys: [] })
})

test('who has left or is banned signs in with no passkey', async () => {
  const [left, banned] = [await signUp(), await signUp()]
  const [one, two] = [await add(left), await add(banned)]
  await db.update(users).set({ deletedAt: new Date() }).where(eq(users.id, left.id))
  await db
    .update(users)
    .set({ bannedUntil: new Date(Date.now() + MINUTE_MS) })
    .where(eq(users.id, banned.id))
  expect(await readRefusal(await signIn(one.authenticator))).toEqual(UNAUTHENTICATED)
  expect(await readRefusal(await signIn(two.authenticator))).toEqual({ status: 403, code: 'banned' })
})

test('a person has so many passkeys and no more', async () => {
  const person = await signUp()
  const { answer } = await add(person)
  const [kept] = await db.select().from(passkeys).where(eq(passkeys.userId, person.id))
  if (!kept) throw new Error(`No passkey was kept: ${answer.status}.`)
  const more = Array.from({ length: MAX_PASSKEYS - 1 }, () => crypto.randomUUID())
  await db.insert(passkeys).values(more.map((id) => ({ ...kept, id, credentialId: id })))
  expect(await readRefusal((await add(person)).answer)).toEqual({ status: 409, code: 'limit_reached' })
})

test('what is asked for names nobody, and what is made names those that stand', async () => {
  const { options } = await start()
  expect(Object.keys(options).sort()).toEqual(['challenge', 'rpId', 'timeout', 'userVerification'])
  const person = await signUp()
  const { authenticator } = await add(person)
  expect((await startAdding(person)).options.excludeCredentials).toEqual([
    { type: 'public-key', id: authenticator.credentialId },
  ])
})
