import { eq } from 'drizzle-orm'
import { TOTP } from 'otpauth'
import { afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { auditEntries, recoveryCodes, secondFactors, standingChanges, users } from '#schema/postgres/index.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { type BuiltGateway, buildGateway, readRefusal } from '#test/gateway/build-gateway.ts'

const { env: stand } = inject('stand')
const db = connectPostgres(stand)
const PASSWORD = 'correct horse battery'
const ME = '/api/v1/me/second-factor'
const STEP_MS = 30_000
const MINUTE_MS = 60_000

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

type Person = { email: string; token: string; id: string }
const post = (path: string, body: unknown, token?: string) =>
  gateway.call('POST', path, { body, ...(token ? { token } : {}) })
const bodyOf = async (response: Response) => Object(await response.json()) as Record<string, unknown>
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

async function signUp(): Promise<Person> {
  const email = `person-${crypto.randomUUID()}@example.org`
  const response = await post('/api/v1/auth/sign-up/email', { name: 'Ann', email, password: PASSWORD })
  return {
    email,
    token: response.headers.get('set-auth-token') ?? '',
    id: String((await bodyOf(response)).id),
  }
}
async function turnOn({ token }: Person): Promise<{ code(): string; recovery: string[] }> {
  const { secret } = await bodyOf(await post(`${ME}/totp`, undefined, token))
  const totp = new TOTP({ algorithm: 'SHA1', digits: 6, period: 30, secret: String(secret) })
  const code = () => totp.generate({ timestamp: Date.now() })
  const confirmed = await post(`${ME}/totp/confirm`, { code: code() }, token)
  expect(confirmed.status).toBe(200)
  return { code, recovery: (await bodyOf(confirmed)).recoveryCodes as string[] }
}
const signIn = ({ email }: Person) => post('/api/v1/auth/sign-in/email', { email, password: PASSWORD })
const complete = (challenge: unknown, code: string) =>
  post('/api/v1/auth/sign-in/second-factor', { challenge, code })
const refused = { status: 401, code: 'unauthenticated' }

test('with a second factor the password alone opens nothing', async () => {
  const person = await signUp()
  const { code } = await turnOn(person)
  const answer = await signIn(person)
  expect(answer.status).toBe(202)
  expect(answer.headers.get('set-auth-token')).toBeNull()
  expect(answer.headers.getSetCookie().join()).not.toContain('session_token')
  const { challenge, next } = await bodyOf(answer)
  expect(next).toBe('second-factor')
  pass(STEP_MS)
  const done = await complete(challenge, code())
  expect(done.status).toBe(200)
  expect(
    (await gateway.call('GET', '/api/v1/me', { token: done.headers.get('set-auth-token') ?? '' })).status,
  ).toBe(200)
})

test('a code is taken once, and a challenge is answered once', async () => {
  const person = await signUp()
  const { code } = await turnOn(person)
  pass(STEP_MS)
  const [one, two] = [await bodyOf(await signIn(person)), await bodyOf(await signIn(person))]
  const used = code()
  expect((await complete(one.challenge, used)).status).toBe(200)
  expect(await readRefusal(await complete(two.challenge, used))).toEqual(refused)
  pass(STEP_MS)
  expect(await readRefusal(await complete(one.challenge, code()))).toEqual(refused)
  expect((await complete(two.challenge, code())).status).toBe(200)
})

test('of one code at two places at once one is taken', async () => {
  const person = await signUp()
  const { code } = await turnOn(person)
  pass(STEP_MS)
  const challenges = await Promise.all(
    [1, 2, 3].map(async () => (await bodyOf(await signIn(person))).challenge),
  )
  const answers = await Promise.all(challenges.map((challenge) => complete(challenge, code())))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401])
})

test('a recovery code stands in once, also typed in lower case without dashes', async () => {
  const person = await signUp()
  const { recovery } = await turnOn(person)
  expect(new Set(recovery).size).toBe(10)
  const typed = String(recovery[0]).replaceAll('-', '').toLowerCase()
  const challenge = async () => (await bodyOf(await signIn(person))).challenge
  expect((await complete(await challenge(), typed)).status).toBe(200)
  expect(await readRefusal(await complete(await challenge(), typed))).toEqual(refused)
})

test('a challenge takes five tries and lives five minutes', async () => {
  const person = await signUp()
  const { code } = await turnOn(person)
  pass(STEP_MS)
  const { challenge } = await bodyOf(await signIn(person))
  for (let n = 0; n < 5; n += 1)
    expect(await readRefusal(await complete(challenge, 'AAAA-BBBB-CCCC-DDDD'))).toEqual(refused)
  expect(await readRefusal(await complete(challenge, code()))).toEqual(refused)
  const late = (await bodyOf(await signIn(person))).challenge
  pass(5 * MINUTE_MS)
  expect(await readRefusal(await complete(late, code()))).toEqual(refused)
})

test('who guesses codes waits longer each time, whatever the challenge', async () => {
  const person = await signUp()
  await turnOn(person)
  const statuses: number[] = []
  for (let n = 0; n < 12; n += 1) {
    const { challenge } = await bodyOf(await signIn(person))
    statuses.push((await complete(challenge, '000000')).status)
  }
  expect(statuses.slice(-1)).toEqual([429])
})

test('neither the secret nor a recovery code stands in the database', async () => {
  const person = await signUp()
  const { secret } = await bodyOf(await post(`${ME}/totp`, undefined, person.token))
  const bytes = Buffer.from(new TOTP({ secret: String(secret) }).secret.buffer)
  const [row] = await db.select().from(secondFactors).where(eq(secondFactors.userId, person.id))
  expect(Buffer.from(row?.sealedSecret ?? []).includes(bytes)).toBe(false)
  const codes = await db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, person.id))
  expect(codes).toEqual([])
})

test('a session that was left open for more than ten minutes turns no second factor on; a guest has none', async () => {
  const person = await signUp()
  pass(10 * MINUTE_MS + 1000)
  expect(await readRefusal(await post(`${ME}/totp`, undefined, person.token))).toEqual({
    status: 403,
    code: 'second_factor_required',
  })
  const guest = (await post('/api/v1/auth/sign-in/anonymous', {})).headers.get('set-auth-token') ?? ''
  expect(await readRefusal(await post(`${ME}/totp`, undefined, guest))).toEqual({
    status: 403,
    code: 'forbidden',
  })
})

test('of several that turn it on at once one does, and the codes that were told are the ones that count', async () => {
  const person = await signUp()
  const { secret } = await bodyOf(await post(`${ME}/totp`, undefined, person.token))
  const code = new TOTP({ secret: String(secret) }).generate({ timestamp: Date.now() })
  const answers = await Promise.all([1, 2, 3].map(() => post(`${ME}/totp/confirm`, { code }, person.token)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403])
  const told = answers.find(({ status }) => status === 200)
  const { recoveryCodes: codes } = told ? await bodyOf(told) : { recoveryCodes: [] }
  const kept = await db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, person.id))
  expect(kept).toHaveLength(10)
  const { challenge } = await bodyOf(await signIn(person))
  expect((await complete(challenge, String((codes as string[])[0]))).status).toBe(200)
})

test('turning it on ends every other session, and counts as checked in this one', async () => {
  const person = await signUp()
  const other = (await signIn(person)).headers.get('set-auth-token') ?? ''
  const me = (token: string) => gateway.call('GET', '/api/v1/me', { token })
  expect((await me(other)).status).toBe(200)
  await turnOn(person)
  expect(await readRefusal(await me(other))).toEqual(refused)
  expect((await me(person.token)).status).toBe(200)
  const rows = await db.select().from(standingChanges).where(eq(standingChanges.userId, person.id))
  expect(rows).toMatchObject([{ change: { type: 'sessions-revoked' } }])
})

test('a second factor is turned off by one of its codes alone, and each change leaves an entry', async () => {
  const person = await signUp()
  const { code } = await turnOn(person)
  pass(STEP_MS)
  expect(await readRefusal(await post(`${ME}/totp`, undefined, person.token))).toEqual({
    status: 409,
    code: 'conflict',
  })
  expect(await readRefusal(await post(`${ME}/totp/remove`, { code: '000000' }, person.token))).toEqual({
    status: 403,
    code: 'forbidden',
  })
  const renewed = await bodyOf(await post(`${ME}/recovery-codes`, { code: code() }, person.token))
  expect(renewed.recoveryCodes).toHaveLength(10)
  pass(STEP_MS)
  expect((await post(`${ME}/totp/remove`, { code: code() }, person.token)).status).toBe(204)
  expect((await signIn(person)).status).toBe(200)
  const entries = await db.select().from(auditEntries).where(eq(auditEntries.actorId, person.id))
  expect(entries.map(({ action }) => action).sort()).toEqual([
    'second-factor.new-codes',
    'second-factor.off',
    'second-factor.on',
    'user.sign-up',
  ])
})

const AREA_51 = '/api/v1/area51/audit'
const enter = async (token: string) => readRefusal(await gateway.call('GET', AREA_51, { token }))

test('Area 51 opens to an administrator whose second factor was checked within ten minutes, and to nobody else', async () => {
  const person = await signUp()
  const required = { status: 403, code: 'second_factor_required' }
  expect(await enter(person.token)).toEqual({ status: 403, code: 'forbidden' })
  await db.update(users).set({ role: 'administrator' }).where(eq(users.id, person.id))
  expect(await enter(person.token)).toEqual(required)
  const { code } = await turnOn(person)
  const page = await bodyOf(
    await gateway.call('GET', `${AREA_51}?actorId=${person.id}`, { token: person.token }),
  )
  expect(page.entries).toMatchObject([
    { action: 'second-factor.on', actorId: person.id },
    { action: 'user.sign-up' },
  ])
  pass(10 * MINUTE_MS)
  expect((await gateway.call('GET', AREA_51, { token: person.token })).status).toBe(200)
  pass(1)
  expect(await enter(person.token)).toEqual(required)
  expect((await post(`${ME}/check`, { code: code() }, person.token)).status).toBe(200)
  expect((await gateway.call('GET', AREA_51, { token: person.token })).status).toBe(200)
  for (const role of ['moderator', 'paid-member', 'member'] as const) {
    await db.update(users).set({ role }).where(eq(users.id, person.id))
    expect(await enter(person.token)).toEqual({ status: 403, code: 'forbidden' })
  }
})

test('a JWT is a credential as long as its session stands, and its key is published', async () => {
  const person = await signUp()
  const { token } = await bodyOf(await post('/api/v1/auth/token', undefined, person.token))
  const me = () => gateway.call('GET', '/api/v1/me', { token: String(token) })
  expect(await bodyOf(await me())).toMatchObject({ id: person.id })
  const { keys } = await bodyOf(await gateway.call('GET', '/.well-known/jwks.json'))
  expect(keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }])
  expect((await post('/api/v1/auth/sign-out', undefined, person.token)).status).toBe(204)
  expect(await readRefusal(await me())).toEqual(refused)
})
