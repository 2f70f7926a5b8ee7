import { and, eq, isNull } from 'drizzle-orm'
import { TOTP } from 'otpauth'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { accounts, auditEntries, challenges, sessions, users } from '#schema/postgres/index.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { type BuiltGateway, buildGateway, ORIGIN, readRefusal } from '#test/gateway/build-gateway.ts'
import { newKey, startForger } from '#test/oidc/start-forger.ts'
import { CLIENT, startProvider, type TestProvider } from '#test/oidc/start-provider.ts'
import { visitProvider } from '#test/oidc/visit-provider.ts'

const { env: stand } = inject('stand')
const db = connectPostgres(stand)
const MINUTE_MS = 60_000
const STEP_MS = 30_000
const HOME = { status: 303, location: '/' }
const FAILED = { status: 303, location: '/?sign-in=failed' }

let honest: TestProvider
let posting: TestProvider
let forger: Awaited<ReturnType<typeof startForger>>
let gateway: BuiltGateway
let logged: string[]

beforeAll(async () => {
  await migrate(stand)
  const callback = (id: string) => [`${ORIGIN}/api/v1/auth/oidc/${id}/callback`]
  honest = await startProvider(callback('honest'))
  posting = await startProvider(callback('posting'), { authMethod: 'client_secret_post' })
  forger = await startForger()
})
afterAll(() => Promise.all([honest, posting, forger].map((provider) => provider?.stop())))
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  logged = []
  vi.spyOn(console, 'log').mockImplementation((line) => void logged.push(String(line)))
  gateway = buildGateway({ variables: { ...stand, OIDC_PROVIDERS: JSON.stringify(describeProviders()) } })
  forger.forge({})
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const describeProviders = () =>
  Object.entries({ honest, posting, forger, other: honest, twin: forger }).map(([id, { issuer }]) => ({
    ...{ id, name: id, issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret },
  }))
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)
const newSub = (claims: Record<string, unknown>): string => {
  const sub = crypto.randomUUID()
  honest.people.set(sub, claims)
  posting.people.set(sub, claims)
  return sub
}
const newEmail = () => `person-${crypto.randomUUID()}@example.org`

type Flow = { url: string; cookie: string }
const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ')

const askToStart = (provider: string, headers: Record<string, string> = {}) =>
  gateway.call('POST', `/api/v1/auth/oidc/${provider}/start`, { headers })
async function start(provider: string, headers: Record<string, string> = {}): Promise<Flow> {
  const response = await askToStart(provider, headers)
  expect(response.status).toBe(200)
  return { url: String(Object(await response.json()).url), cookie: cookiesOf(response) }
}
async function comeBack(url: URL | string, cookie: string) {
  const headers: Record<string, string> = cookie === '' ? {} : { cookie }
  const response = await gateway.call('GET', String(url), { headers })
  const location = String(response.headers.get('location'))
  return { response, answer: { status: response.status, location } }
}
const meOf = async (response: Response) => {
  const headers = { cookie: cookiesOf(response) }
  return Object(await (await gateway.call('GET', '/api/v1/me', { headers })).json()) as Record<
    string,
    unknown
  >
}
async function signIn(sub: string, provider = 'honest') {
  const { url, cookie } = await start(provider)
  return await comeBack(await visitProvider(url, sub), cookie)
}
/** What came of a flow whose provider forges. */
const forgedAnswer = async () => {
  const { url, cookie } = await start('forger')
  return (await comeBack(forger.answer(url), cookie)).answer
}
const peopleOf = (sub: string) =>
  db
    .select()
    .from(users)
    .innerJoin(accounts, eq(accounts.userId, users.id))
    .where(and(eq(accounts.accountId, sub), isNull(accounts.deletedAt)))

type Browser = { cookie: string; csrf: string }
type Person = Browser & { id: string; token: string; email: string }
const browserOf = (response: Response): Browser => ({
  cookie: cookiesOf(response),
  csrf: response.headers.get('x-csrf-token') ?? '',
})
async function signUp(email = newEmail()): Promise<Person> {
  const body = { name: 'Ann', email, password: 'correct horse battery' }
  const response = await gateway.call('POST', '/api/v1/auth/sign-up/email', { body })
  const { id } = Object(await response.json())
  const token = response.headers.get('set-auth-token') ?? ''
  return { id: String(id), token, email, ...browserOf(response) }
}
const signedIn = ({ cookie, csrf }: Browser) => ({ cookie, origin: ORIGIN, 'x-csrf-token': csrf })

describe('at a real provider', () => {
  test.each(['honest', 'posting'])(
    'a new person becomes a member, and is the same one next time (%s)',
    async (provider) => {
      const email = newEmail()
      const sub = newSub({ name: '  Ada  ', email: email.toUpperCase(), email_verified: true })
      const first = await signIn(sub, provider)
      expect(first.answer).toEqual(HOME)
      expect(first.response.headers.get('set-auth-token')).toBeNull()
      const me = await meOf(first.response)
      expect(me).toMatchObject({ name: 'Ada', role: 'member' })
      expect(await meOf((await signIn(sub, provider)).response)).toEqual(me)
      const [row] = await peopleOf(sub)
      expect(row?.users).toMatchObject({ email, emailVerified: true, isAnonymous: false })
      expect(row?.accounts).toMatchObject({
        providerId: `oidc:${provider}`,
        accessToken: null,
        idToken: null,
      })
      const begun = await db
        .select()
        .from(sessions)
        .where(eq(sessions.userId, String(me.id)))
      expect(begun).toMatchObject([
        { method: 'oidc', secondFactorAt: null },
        { method: 'oidc', secondFactorAt: null },
      ])
    },
  )

  test.each([
    ['is not verified', false],
    ['is told to be verified in another form than true', 'true'],
  ])('who comes with an address that %s is a guest without it', async (_, verified) => {
    const { email, id } = await signUp()
    const sub = newSub({ name: 'Mallory', email, email_verified: verified })
    const me = await meOf((await signIn(sub)).response)
    expect(me).toMatchObject({ name: 'Mallory', role: 'guest' })
    expect(me.id).not.toBe(id)
    expect((await peopleOf(sub))[0]?.users).toMatchObject({ emailVerified: false, isAnonymous: true })
  })

  test('an account is taken over by no address that a provider tells', async () => {
    const { email, id } = await signUp()
    const sub = newSub({ name: 'Mallory', email, email_verified: true })
    const { answer, response } = await signIn(sub)
    expect(answer).toEqual(FAILED)
    expect(cookiesOf(response)).toBe('')
    expect(await peopleOf(sub)).toEqual([])
    expect(await db.select().from(accounts).where(eq(accounts.userId, id))).toHaveLength(1)
  })

  test('the same name of a person at two providers is two people', async () => {
    const sub = newSub({ name: 'Ada' })
    const ids = [
      (await meOf((await signIn(sub, 'honest')).response)).id,
      (await meOf((await signIn(sub, 'posting')).response)).id,
    ]
    expect(new Set(ids).size).toBe(2)
  })

  test('a name that is none is replaced', async () => {
    const sub = newSub({ name: `a\u0000b` })
    expect(await meOf((await signIn(sub)).response)).toMatchObject({ name: 'Newcomer' })
  })

  test('an answer in another browser, or in one whose flow is another, signs nobody in', async () => {
    const sub = newSub({ name: 'Ada' })
    const [victim, attacker] = [await start('honest'), await start('honest')]
    const back = await visitProvider(attacker.url, sub)
    expect((await comeBack(back, '')).answer).toEqual(FAILED)
    expect((await comeBack(back, victim.cookie)).answer).toEqual(FAILED)
    expect((await comeBack(back, 'sentinel.oidc=nonsense')).answer).toEqual(FAILED)
    expect(await peopleOf(sub)).toEqual([])
    expect((await comeBack(back, attacker.cookie)).answer).toEqual(HOME)
  })

  test('an answer holds once', async () => {
    const { url, cookie } = await start('honest')
    const back = await visitProvider(url, newSub({ name: 'Ada' }))
    const answers = await Promise.all(
      [1, 2, 3].map(async () => (await comeBack(back, cookie)).answer.location),
    )
    expect(answers.sort()).toEqual(['/', FAILED.location, FAILED.location])
    expect((await comeBack(back, cookie)).answer).toEqual(FAILED)
  })

  test('a code is nothing in a flow that did not ask for it', async () => {
    const sub = newSub({ name: 'Ada' })
    const [one, two] = [await start('honest'), await start('honest')]
    const stolen = (await visitProvider(one.url, sub)).searchParams.get('code') ?? ''
    const back = await visitProvider(two.url, newSub({ name: 'Eve' }))
    back.searchParams.set('code', stolen)
    expect((await comeBack(back, two.cookie)).answer).toEqual(FAILED)
    expect(await peopleOf(sub)).toEqual([])
  })

  test.each<[string, (url: URL) => void]>([
    ['without a state', (url) => url.searchParams.delete('state')],
    ['with another state', (url) => url.searchParams.set('state', 'other')],
    ['with two states', (url) => url.searchParams.append('state', 'other')],
    ['of another issuer', (url) => url.searchParams.set('iss', 'https://evil.test')],
    ['without its issuer', (url) => url.searchParams.delete('iss')],
    ['without a code', (url) => url.searchParams.delete('code')],
    ['that is an error', (url) => url.searchParams.set('error', 'access_denied')],
  ])('an answer %s signs nobody in', async (_, change) => {
    const { url, cookie } = await start('honest')
    const back = await visitProvider(url, newSub({ name: 'Ada' }))
    change(back)
    expect((await comeBack(back, cookie)).answer).toEqual(FAILED)
  })

  test('an answer at the callback of another provider signs nobody in', async () => {
    const { url, cookie } = await start('honest')
    const back = String(await visitProvider(url, newSub({ name: 'Ada' })))
    expect((await comeBack(back.replace('/oidc/honest/', '/oidc/other/'), cookie)).answer).toEqual(FAILED)
    expect((await comeBack(back.replace('/oidc/honest/', '/oidc/unknown/'), cookie)).answer).toEqual(FAILED)
  })

  test('a flow lives ten minutes', async () => {
    const { url, cookie } = await start('honest')
    pass(10 * MINUTE_MS - 1)
    expect((await comeBack(await visitProvider(url, newSub({ name: 'Ada' })), cookie)).answer).toEqual(HOME)
    const late = await start('honest')
    pass(10 * MINUTE_MS)
    expect(
      (await comeBack(await visitProvider(late.url, newSub({ name: 'Ada' })), late.cookie)).answer,
    ).toEqual(FAILED)
  })

  test('with a second factor the provider alone opens nothing', async () => {
    const sub = newSub({ name: 'Ada', email: newEmail(), email_verified: true })
    const first = (await signIn(sub)).response
    const headers = signedIn(browserOf(first))
    const factor = '/api/v1/me/second-factor/totp'
    const started = await gateway.call('POST', factor, { headers })
    const totp = new TOTP({ secret: String(Object(await started.json()).secret) })
    const code = () => totp.generate({ timestamp: Date.now() })
    await gateway.call('POST', `${factor}/confirm`, { headers, body: { code: code() } })
    pass(STEP_MS)
    const { answer, response } = await signIn(sub)
    expect(answer.location).toMatch(/^\/#second-factor=[\w-]{43}$/)
    expect(cookiesOf(response)).toBe('')
    const challenge = answer.location.split('=')[1]
    const done = await gateway.call('POST', '/api/v1/auth/sign-in/second-factor', {
      body: { challenge, code: code() },
    })
    expect(done.status).toBe(200)
    const me = await meOf(done)
    const begun = await db
      .select()
      .from(sessions)
      .where(eq(sessions.userId, String(me.id)))
    expect(begun.map(({ method }) => method)).toEqual(['oidc', 'oidc'])
  })

  test('who has left or is banned is not signed in', async () => {
    const [left, banned] = [newSub({ name: 'Ada' }), newSub({ name: 'Bea' })]
    const ids = await Promise.all(
      [left, banned].map(async (sub) => (await meOf((await signIn(sub)).response)).id),
    )
    await db
      .update(users)
      .set({ deletedAt: new Date() })
      .where(eq(users.id, String(ids[0])))
    const bannedUntil = new Date(Date.now() + MINUTE_MS)
    await db
      .update(users)
      .set({ bannedUntil })
      .where(eq(users.id, String(ids[1])))
    for (const sub of [left, banned]) {
      const { answer, response } = await signIn(sub)
      expect(answer).toEqual(FAILED)
      expect(cookiesOf(response)).toBe('')
    }
  })
})

describe('linking', () => {
  const linkWith = async (person: Browser, sub: string, back = person.cookie) => {
    const { url, cookie } = await start('honest', signedIn(person))
    return (await comeBack(await visitProvider(url, sub), `${cookie}; ${back}`)).answer
  }

  test('who is signed in has the identity linked, and signs in with it from then on', async () => {
    const person = await signUp()
    const sub = newSub({ name: 'Someone else', email: person.email, email_verified: true })
    expect(await linkWith(person, sub)).toEqual(HOME)
    expect(await meOf((await signIn(sub)).response)).toMatchObject({ id: person.id, name: 'Ann' })
    expect(await linkWith(person, sub)).toEqual(HOME)
    const entries = await db.select().from(auditEntries).where(eq(auditEntries.actorId, person.id))
    expect(entries.filter(({ action }) => action === 'identity.link')).toMatchObject([
      { detail: { provider: 'oidc:honest' } },
    ])
  })

  test('an identity that is somebody’s is not linked to anybody else', async () => {
    const [one, two] = [await signUp(), await signUp()]
    const sub = newSub({ name: 'Ada' })
    expect(await linkWith(one, sub)).toEqual(HOME)
    expect(await linkWith(two, sub)).toEqual(FAILED)
    expect((await peopleOf(sub)).map((row) => row.users.id)).toEqual([one.id])
  })

  test('nothing is linked in a session left open for more than ten minutes', async () => {
    const person = await signUp()
    pass(10 * MINUTE_MS + 1000)
    expect(await readRefusal(await askToStart('honest', signedIn(person)))).toEqual({
      status: 403,
      code: 'second_factor_required',
    })
  })

  test('nothing is linked where the session has ended or another one comes back', async () => {
    const [person, other] = [await signUp(), await signUp()]
    const sub = newSub({ name: 'Ada' })
    expect(await linkWith(person, sub, other.cookie)).toEqual(FAILED)
    expect(await linkWith(person, sub, '')).toEqual(FAILED)
    const { email } = person
    const body = { email, password: 'correct horse battery' }
    const again = cookiesOf(await gateway.call('POST', '/api/v1/auth/sign-in/email', { body }))
    expect(await linkWith(person, sub, again)).toEqual(FAILED)
    const { url, cookie } = await start('honest', signedIn(person))
    const out = await gateway.call('POST', '/api/v1/auth/sign-out', { token: person.token })
    expect(out.status).toBe(204)
    const back = await visitProvider(url, sub)
    expect((await comeBack(back, `${cookie}; ${person.cookie}`)).answer).toEqual(FAILED)
    expect(await peopleOf(sub)).toEqual([])
  })

  test('a page of another site begins no linking, though the browser sends the cookie', async () => {
    const { cookie } = await signUp()
    const csrf = (await signUp()).csrf
    const required = { status: 403, code: 'csrf_token_required' }
    expect(await readRefusal(await askToStart('honest', signedIn({ cookie, csrf })))).toEqual(required)
  })

  test('who is banned begins no linking', async () => {
    const person = await signUp()
    const bannedUntil = new Date(Date.now() + MINUTE_MS)
    await db.update(users).set({ bannedUntil }).where(eq(users.id, person.id))
    expect(await readRefusal(await askToStart('honest', signedIn(person)))).toEqual({
      status: 403,
      code: 'banned',
    })
  })
})

describe('at a provider that forges', () => {
  const hour = () => Math.floor(Date.now() / 1000) + 3600

  test('an ID token as it should be signs in', async () => {
    forger.forge({ claims: { sub: 'honest-for-once' }, userinfo: { sub: 'honest-for-once', name: 'Ada' } })
    expect(await forgedAnswer()).toEqual(HOME)
    const request = forger.tokenRequests.at(-1)
    expect(request?.get('code_verifier')).toMatch(/^[\w-]{43}$/)
  })

  test('an answer holds once, also where the provider takes its code again', async () => {
    expect(await forgedAnswer()).toEqual(HOME)
    const { url, cookie } = await start('forger')
    const answers = await Promise.all(
      [1, 2, 3].map(async () => (await comeBack(forger.answer(url), cookie)).answer.location),
    )
    expect(answers.sort()).toEqual(['/', FAILED.location, FAILED.location])
    expect((await comeBack(forger.answer(url), cookie)).answer).toEqual(FAILED)
  })

  test('a flow begun for one provider ends at no other, though both have one issuer', async () => {
    const { url, cookie } = await start('forger')
    const back = String(forger.answer(url)).replace('/oidc/forger/', '/oidc/twin/')
    expect((await comeBack(back, cookie)).answer).toEqual(FAILED)
  })

  test.each<[string, () => Parameters<typeof forger.forge>[0]]>([
    ['of another issuer', () => ({ claims: { iss: 'https://evil.test' } })],
    ['for another client', () => ({ claims: { aud: 'other' } })],
    [
      'for several clients, without naming us',
      () => ({ claims: { aud: [CLIENT.id, 'other'], azp: 'other' } }),
    ],
    ['of another nonce', () => ({ claims: { nonce: 'other' } })],
    ['without a nonce', () => ({ claims: { nonce: undefined } })],
    ['without a subject', () => ({ claims: { sub: undefined } })],
    ['that has expired', () => ({ claims: { exp: hour() - 7200, iat: hour() - 10_000 } })],
    ['that holds later', () => ({ claims: { nbf: hour() } })],
    ['of another key', () => ({ key: newKey() })],
    ['without a signature', () => ({ alg: 'none' })],
    [
      'signed with the client’s secret',
      () => ({ alg: 'HS256', key: new TextEncoder().encode(CLIENT.secret) }),
    ],
    ['while it tells of another person', () => ({ userinfo: { sub: 'other' } })],
  ])('an ID token %s signs nobody in', async (_, forgery) => {
    const sub = crypto.randomUUID()
    const { claims, ...rest } = forgery()
    forger.forge({ userinfo: { sub, name: 'Ada' }, ...rest, claims: { sub, ...claims } })
    expect(await forgedAnswer()).toEqual(FAILED)
    expect(await peopleOf(sub)).toEqual([])
  })

  test.each<[string, Record<string, unknown>]>([
    ['says to be another one', { issuer: 'https://evil.test' }],
    ['sends browsers to a script', { authorization_endpoint: 'javascript:alert(1)' }],
    ['sends browsers nowhere', { authorization_endpoint: undefined }],
  ])('nobody is sent to one that %s', async (_, configuration) => {
    forger.forge({ configuration })
    const refused = await readRefusal(await askToStart('forger'))
    expect(refused).toEqual({ status: 503, code: 'unavailable' })
  })
})

test('providers are listed without anything that is secret', async () => {
  const text = await (await gateway.call('GET', '/api/v1/auth/oidc')).text()
  expect(JSON.parse(text).providers).toEqual(
    ['honest', 'posting', 'forger', 'other', 'twin'].map((id) => ({ id, name: id })),
  )
  expect(text).not.toContain(CLIENT.secret)
})

test('a provider that is not set up is not found', async () => {
  expect(await readRefusal(await askToStart('unknown'))).toEqual({ status: 404, code: 'not_found' })
})

test('a flow leaves no secret in the database, and a failure none in the log', async () => {
  const { url, cookie } = await start('honest')
  const asked = new URL(url).searchParams
  expect(asked.get('code_challenge_method')).toBe('S256')
  const rows = JSON.stringify(await db.select().from(challenges).where(eq(challenges.kind, 'oidc')))
  const token = cookie.split('=')[1] ?? ''
  const secrets = [token, asked.get('state') ?? '', asked.get('nonce') ?? '']
  for (const secret of secrets) expect(rows).not.toContain(secret)
  const back = await visitProvider(url, newSub({ name: 'Ada' }))
  back.searchParams.set('iss', 'https://evil.test')
  await comeBack(back, cookie)
  const log = logged.join('\n')
  expect(log).toContain('oidc-refused')
  for (const secret of [...secrets, back.searchParams.get('code') ?? '', CLIENT.secret])
    expect(log).not.toContain(secret)
})

test('the cookie of a flow is never for scripts and lasts ten minutes', async () => {
  const response = await askToStart('honest')
  expect(response.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^sentinel\.oidc=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/),
  ])
})
