import { and, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { connectControl } from '#dev/stand/connect-control.ts'
import { auditEntries, challenges, sessions, standingChanges, users } from '#schema/postgres/index.ts'
import { setUpAdministrator } from '#services/accounts/set-up-administrator.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { connectRedis } from '#services/connections/redis.ts'
import { hashPassword } from '#services/sessions/hash-password.ts'
import { type BuiltGateway, buildGateway, readRefusal } from '#test/gateway/build-gateway.ts'
import { digestOf } from './routes/auth/account-digest.ts'

const { env: stand, dataDir } = inject('stand')
const db = connectPostgres(stand)
const control = connectControl(dataDir)
const PASSWORD = 'correct horse battery'
const AUTH = '/api/v1/auth'

let gateway: BuiltGateway
let printed: string[]
beforeAll(() => migrate(stand))
beforeEach(() => {
  printed = []
  vi.spyOn(console, 'log').mockImplementation((line) => void printed.push(String(line)))
  gateway = buildGateway({ variables: { ...stand, SIGN_UP: 'verified' } })
})
afterEach(() => void vi.restoreAllMocks())
afterAll(() => control.redis.start())

const inventEmail = () => `person-${crypto.randomUUID()}@example.org`
const post = (path: string, body: unknown, options: object = {}) =>
  gateway.call('POST', path, { body, ...options })
const field = async (response: Response, name: string) =>
  String(Reflect.get(Object(await response.json()), name))
/** What stood in the newest mail to the address. */
async function mailTo(email: string): Promise<string> {
  const find = () => printed.findLast((line) => line.startsWith(`--- Mail to ${email}`))
  await vi.waitFor(() => expect(find()).toBeDefined())
  return find() ?? ''
}
const codeTo = async (email: string) => /(\d{8}) is your/.exec(await mailTo(email))?.[1] ?? ''

async function start(email: string, options: object = {}) {
  const response = await post(`${AUTH}/sign-up/email`, { name: 'Ann', email, password: PASSWORD }, options)
  expect(response.status).toBe(202)
  return await field(response, 'challenge')
}
async function signUp(email = inventEmail(), options: object = {}) {
  const challenge = await start(email, options)
  const response = await post(`${AUTH}/verify-email`, { challenge, code: await codeTo(email) })
  expect(response.status).toBe(200)
  const token = response.headers.get('set-auth-token') ?? ''
  return { email, token, id: await field(response, 'id') }
}
const signIn = (email: string, password = PASSWORD, headers: Record<string, string> = {}) =>
  post(`${AUTH}/sign-in/email`, { email, password }, { headers })
const statusOfMe = async (token: string) => (await gateway.call('GET', '/api/v1/me', { token })).status

/** As after an hour of guessing: the next stranger waits for minutes. */
const guessedLongAt = async (email: string) =>
  connectRedis(stand).hset(`sign-in:strangers:${await digestOf(email)}`, { count: 30, lastAt: Date.now() })

test('an account is made by the mailed code, and there is none before', async () => {
  const email = inventEmail()
  const challenge = await start(email)
  expect(await db.select().from(users).where(eq(users.email, email))).toEqual([])
  const code = await codeTo(email)
  const response = await post(`${AUTH}/verify-email`, { challenge, code })
  expect(await response.json()).toMatchObject({ name: 'Ann', role: 'member' })
  expect(await db.select().from(users).where(eq(users.email, email))).toMatchObject([{ emailVerified: true }])
  expect(await readRefusal(await post(`${AUTH}/verify-email`, { challenge, code }))).toMatchObject({
    status: 401,
  })
})

test('a wrong code, another challenge and a sixth try are refused alike, and make no account', async () => {
  const email = inventEmail()
  const [challenge, other] = [await start(email), await start(inventEmail())]
  const code = await codeTo(email)
  const wrong = code === '00000000' ? '11111111' : '00000000'
  const refused = { status: 401, code: 'unauthenticated' }
  expect(await readRefusal(await post(`${AUTH}/verify-email`, { challenge: other, code }))).toEqual(refused)
  for (let n = 0; n < 5; n += 1)
    expect(await readRefusal(await post(`${AUTH}/verify-email`, { challenge, code: wrong }))).toEqual(refused)
  expect(await readRefusal(await post(`${AUTH}/verify-email`, { challenge, code }))).toEqual(refused)
  expect(await db.select().from(users).where(eq(users.email, email))).toEqual([])
})

test('signing up with an address that has an account looks the same, tells its owner, and no code completes it', async () => {
  const { email, token } = await signUp()
  const [fresh, taken] = await Promise.all(
    [inventEmail(), email].map((address) =>
      post(`${AUTH}/sign-up/email`, { name: 'Eve', email: address, password: 'another long password' }),
    ),
  )
  const shape = async (response: Response | undefined) => ({
    status: response?.status,
    headers: [...(response?.headers.keys() ?? [])].sort(),
    body: Object.keys(Object(await response?.clone().json())).sort(),
  })
  expect(await shape(taken)).toEqual(await shape(fresh))
  await vi.waitFor(async () => expect(await mailTo(email)).toContain('already have'))
  const challenge = taken ? await field(taken, 'challenge') : ''
  expect(
    await readRefusal(await post(`${AUTH}/verify-email`, { challenge, code: '12345678' })),
  ).toMatchObject({ status: 401 })
  expect(await statusOfMe(token)).toBe(200)
})

test('asking for a reset looks the same for an address that has no account', async () => {
  const { email } = await signUp()
  const answers = await Promise.all(
    [email, inventEmail()].map((address) => post(`${AUTH}/password/forgot`, { email: address })),
  )
  const [known, unknown] = await Promise.all(
    answers.map(async (response) => ({
      status: response.status,
      headers: [...response.headers.keys()],
      body: Object.keys(Object(await response.json())),
    })),
  )
  expect(known).toEqual(unknown)
})

test('a reset by the mailed code ends every session and sets the password', async () => {
  const { email, token } = await signUp()
  const challenge = await field(await post(`${AUTH}/password/forgot`, { email }), 'challenge')
  await vi.waitFor(async () => expect(await mailTo(email)).toContain('new password'))
  const body = { challenge, code: await codeTo(email), password: 'a new long password' }
  expect(
    await readRefusal(await post(`${AUTH}/password/reset`, { ...body, password: 'password1234' })),
  ).toEqual({ status: 422, code: 'weak_password' })
  expect((await post(`${AUTH}/password/reset`, body)).status).toBe(204)
  expect(await statusOfMe(token)).toBe(401)
  expect((await signIn(email)).status).toBe(401)
  expect((await signIn(email, 'a new long password')).status).toBe(200)
  expect(await readRefusal(await post(`${AUTH}/password/reset`, body))).toMatchObject({ status: 401 })
})

test('neither the code nor the password stands in the database', async () => {
  const email = inventEmail()
  await start(email)
  const code = await codeTo(email)
  const rows = JSON.stringify(await db.select().from(challenges))
  expect(rows).not.toContain(PASSWORD)
  expect(rows).not.toContain(`"${code}"`)
})

test.each(['password123', 'Ann1234567', 'sentinelchat', 'ÄÄÄÄÄÄÄÄÄÄ'])(
  'the password %s is refused',
  async (password) => {
    const body = { name: 'Ann1234567', email: inventEmail(), password }
    expect(await readRefusal(await post(`${AUTH}/sign-up/email`, body))).toEqual({
      status: 422,
      code: 'weak_password',
    })
  },
)

test('a password is changed by who knows it, and every other session ends', async () => {
  const { email, token } = await signUp()
  const other = (await signIn(email)).headers.get('set-auth-token') ?? ''
  const change = (current: string) =>
    post('/api/v1/me/password', { current, password: 'a new long password' }, { token })
  expect(await readRefusal(await change('not the password'))).toEqual({ status: 403, code: 'forbidden' })
  expect((await change(PASSWORD)).status).toBe(204)
  expect([await statusOfMe(token), await statusOfMe(other)]).toEqual([200, 401])
})

test('a guest who signs up is the same person, with a new session', async () => {
  const guest = await post(`${AUTH}/sign-in/anonymous`, { name: 'Gus' })
  const [guestToken, guestId] = [guest.headers.get('set-auth-token') ?? '', await field(guest, 'id')]
  const { id, token } = await signUp(inventEmail(), { token: guestToken })
  expect(id).toBe(guestId)
  expect([await statusOfMe(guestToken), await statusOfMe(token)]).toEqual([401, 200])
  const told = await db.select().from(standingChanges).where(eq(standingChanges.userId, id))
  expect(told.map(({ change }) => change)).toMatchObject([
    { type: 'sessions-revoked', exceptSessionId: null, sessionIds: [expect.any(String)] },
  ])
  expect(
    await gateway.call('GET', '/api/v1/me', { token }).then((response) => response.json()),
  ).toMatchObject({ role: 'member' })
})

test('devices are listed, and one or all others are signed out', async () => {
  const { email, token, id } = await signUp()
  const [phone, laptop] = [await signIn(email), await signIn(email)].map(
    (response) => response.headers.get('set-auth-token') ?? '',
  )
  const list = async () => {
    const answer: unknown = await (await gateway.call('GET', '/api/v1/me/sessions', { token })).json()
    return Reflect.get(Object(answer), 'sessions') as { id: string; isCurrent: boolean; method: string }[]
  }
  expect((await list()).map(({ isCurrent, method }) => [isCurrent, method])).toEqual([
    [false, 'password'],
    [false, 'password'],
    [true, 'verified-email'],
  ])
  const [newest] = await list()
  expect((await post(`/api/v1/me/sessions/${newest?.id}/revoke`, undefined, { token })).status).toBe(204)
  expect([await statusOfMe(laptop ?? ''), await statusOfMe(phone ?? '')]).toEqual([401, 200])
  expect(
    await (await post('/api/v1/me/sessions/revoke-all', { keepCurrent: true }, { token })).json(),
  ).toEqual({ revoked: 1 })
  expect([await statusOfMe(phone ?? ''), await statusOfMe(token)]).toEqual([401, 200])
  const entries = await db.select().from(auditEntries).where(eq(auditEntries.actorId, id))
  expect(entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['session.revoke', 'session.revoke-all']),
  )
})

test('when a device was last seen is kept to ten minutes', async () => {
  const { token, id } = await signUp()
  const lastSeen = async () =>
    (await db.select().from(sessions).where(eq(sessions.userId, id)))[0]?.lastSeenAt?.getTime() ?? 0
  const [before, now] = [await lastSeen(), Date.now()]
  vi.useFakeTimers({ toFake: ['Date'], now: now + 9 * 60_000 })
  try {
    expect(await statusOfMe(token)).toBe(200)
    expect(await lastSeen()).toBe(before)
    vi.setSystemTime(now + 11 * 60_000)
    expect(await statusOfMe(token)).toBe(200)
    expect(await lastSeen()).toBe(now + 11 * 60_000)
  } finally {
    vi.useRealTimers()
  }
})

test('another person’s session looks as if there were none, and goes on', async () => {
  const [ann, eve] = [await signUp(), await signUp()]
  const [row] = await db.select().from(sessions).where(eq(sessions.userId, ann.id))
  const response = await post(`/api/v1/me/sessions/${row?.id}/revoke`, undefined, { token: eve.token })
  expect(await readRefusal(response)).toEqual({ status: 404, code: 'not_found' })
  expect(await statusOfMe(ann.token)).toBe(200)
})

test('strangers who guess wait longer each time, also from many addresses and all at once', async () => {
  const { email } = await signUp()
  const guess = (n: number) => signIn(email, `wrong password ${n}`, { 'cf-connecting-ip': `198.51.100.${n}` })
  const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => guess(n)))
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(10)
  const refused = answers.find(({ status }) => status === 429)
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('however much strangers guess, a device that has signed in before gets in', async () => {
  const { email } = await signUp()
  const device = (await signIn(email)).headers.get('sentinel-device') ?? ''
  await guessedLongAt(email)
  expect((await signIn(email)).status).toBe(429)
  expect((await signIn(email, PASSWORD, { 'sentinel-device': device })).status).toBe(200)
  expect(
    (
      await signIn(email, PASSWORD, {
        cookie: `sentinel.device=${encodeURIComponent(device)}`,
        origin: 'http://chat.test',
      })
    ).status,
  ).toBe(200)
})

test('a device of one account is a stranger to another, and a forged one to all', async () => {
  const [ann, eve] = [await signUp(), await signUp()]
  const device = (await signIn(eve.email)).headers.get('sentinel-device') ?? ''
  await guessedLongAt(ann.email)
  for (const forged of [device, `${device}x`, 'device.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='])
    expect((await signIn(ann.email, PASSWORD, { 'sentinel-device': forged })).status).toBe(429)
})

test('while Redis is down guessing is slowed all the same', async () => {
  const { email } = await signUp()
  await control.redis.stop()
  try {
    const answers: number[] = []
    for (let n = 0; n < 14; n += 1) answers.push((await signIn(email, `wrong password ${n}`)).status)
    expect(answers.slice(0, 10)).toEqual(Array(10).fill(401))
    expect(answers).toContain(429)
  } finally {
    await control.redis.start()
  }
})

test('the first administrator is made once, also by two at once', async () => {
  await db.update(users).set({ role: 'member' }).where(eq(users.role, 'administrator'))
  const passwordHash = await hashPassword(PASSWORD)
  const make = (email: string) =>
    setUpAdministrator(db, { email, passwordHash, now: Date.now() }).catch((error) => error.code)
  const { email } = await signUp()
  expect(
    (await Promise.all([make(email), make(inventEmail())])).filter((made) => made === 'conflict'),
  ).toHaveLength(1)
  expect(await make(inventEmail())).toBe('conflict')
  const made = await db
    .select()
    .from(users)
    .where(and(eq(users.role, 'administrator')))
  expect(made).toHaveLength(1)
  expect(
    await db
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.targetId, made[0]?.id ?? '')),
  ).toEqual(expect.arrayContaining([expect.objectContaining({ action: 'user.set-up' })]))
})
