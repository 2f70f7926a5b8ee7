import { expect, test } from 'vitest'
import { createClient } from './create-client.ts'
import type { Credentials } from './http/credentials.ts'
import { createFakeWorld } from './testing/fake-world.ts'

const ME = { id: '01900000-0000-7000-8000-000000000001', name: 'Ada', role: 'guest' }
const ROOM = {
  id: '01900000-0000-7000-8000-00000000000a',
  name: 'Lobby',
  visibility: 'public',
  createdAt: 1,
  archivedAt: null,
  role: 'owner',
}

const json = (body: unknown, init: ResponseInit = {}) => new Response(JSON.stringify(body), init)

function createWorld(credentials: Credentials, ...answers: Response[]) {
  const { platform } = createFakeWorld()
  platform.answer = async () => answers.shift() ?? json({}, { status: 500 })
  const client = createClient({ origin: 'https://chat.test', credentials, platform })
  const sent = () =>
    platform.fetched.map(({ url, init }) => ({
      call: `${init.method} ${url}`,
      authorization: new Headers(init.headers).get('authorization'),
      credentials: init.credentials,
      body: init.body,
    }))
  return { client, platform, sent }
}

test('a bearer client keeps the token it is handed, sends it from then on, and forgets it on signing out', async () => {
  const tokens: (string | null)[] = []
  const credentials: Credentials = { kind: 'bearer', onToken: (token) => tokens.push(token) }
  const signedIn = json(ME, { headers: { 'set-auth-token': 'secret' } })
  const { client, sent } = createWorld(credentials, signedIn, json({}), json(ME))
  await client.accounts.signIn({ email: 'ada@example.com', password: 'correct horse' })
  await client.accounts.signOut()
  await client.accounts.me()
  expect(sent().map(({ authorization }) => authorization)).toEqual([null, 'Bearer secret', null])
  expect(sent().every(({ credentials }) => credentials === 'omit')).toBe(true)
  expect(tokens).toEqual(['secret', null])
})

test('a cookie client sends cookies and never a token', async () => {
  const { client, sent } = createWorld(
    { kind: 'cookies' },
    json(ME, { headers: { 'set-auth-token': 'x' } }),
    json(ME),
  )
  await client.accounts.me()
  await client.accounts.me()
  expect(sent().map((s) => [s.credentials, s.authorization])).toEqual([
    ['include', null],
    ['include', null],
  ])
})

test('no credential ever stands in a URL', async () => {
  const { client, platform } = createWorld({ kind: 'bearer', token: 'secret' }, json(ROOM), json(ROOM))
  await client.rooms.get(ROOM.id)
  await client.rooms.join(ROOM.id)
  expect(platform.fetched.some(({ url }) => url.includes('secret'))).toBe(false)
})

test('answers lose what this version does not know', async () => {
  const { client } = createWorld({ kind: 'cookies' }, json({ ...ROOM, colour: 'blizzard' }))
  await expect(client.rooms.create({ name: 'Lobby' })).resolves.toEqual(ROOM)
})

test('a room id cannot leave its place in the path', async () => {
  const { client, sent } = createWorld({ kind: 'cookies' }, json(ROOM))
  await client.rooms.get('../me?x=')
  expect(sent()[0]?.call).toBe('GET https://chat.test/api/v1/rooms/..%2Fme%3Fx%3D')
})

test('a refusal keeps its code, request id and delay', async () => {
  const error = { code: 'rate_limited', message: 'slow', retryable: true, requestId: 'r1', retryAfterMs: 700 }
  const { client } = createWorld({ kind: 'cookies' }, json({ error }, { status: 429 }))
  await expect(client.rooms.list()).rejects.toMatchObject({ name: 'SentinelError', status: 429, ...error })
})

test.each([
  [502, 'unavailable', true],
  [500, 'internal', true],
  [401, 'unauthenticated', false],
  [418, 'malformed', false],
])('a page of status %i that is no error of ours becomes %s', async (status, code, retryable) => {
  const page = new Response('<html>', { status, headers: { 'retry-after': '3', 'x-request-id': 'r2' } })
  const { client } = createWorld({ kind: 'cookies' }, page)
  const fields = { code, retryable, status, retryAfterMs: 3_000, requestId: 'r2' }
  await expect(client.accounts.me()).rejects.toMatchObject(fields)
})

test('an unknown answer is an internal error, a broken one and a broken network are unavailable', async () => {
  const { client, platform } = createWorld({ kind: 'cookies' }, json({ id: 7 }), new Response('{'))
  await expect(client.accounts.me()).rejects.toMatchObject({ code: 'internal' })
  await expect(client.accounts.me()).rejects.toMatchObject({ code: 'unavailable' })
  platform.answer = () => Promise.reject(new TypeError('fetch failed'))
  await expect(client.accounts.me()).rejects.toMatchObject({
    code: 'unavailable',
    retryable: true,
    status: 0,
  })
})

test('a platform that never answers is given up after the timeout', async () => {
  const { client, platform } = createWorld({ kind: 'cookies' })
  platform.answer = (_url, init) =>
    new Promise((_resolve, reject) =>
      init.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
    )
  const outcome = client.accounts.me().catch((error: unknown) => error)
  await platform.advance(15_000)
  await expect(outcome).resolves.toMatchObject({ code: 'unavailable' })
})

test('a cookie client sends back the CSRF token that it was given, and asks for a new one where it is refused', async () => {
  const refused = { error: { code: 'csrf_token_required', message: 'x', retryable: false, requestId: 'r' } }
  const { client, platform } = createWorld(
    { kind: 'cookies' },
    json(ME, { headers: { 'x-csrf-token': 'first' } }),
    json(refused, { status: 403 }),
    json(ME, { headers: { 'x-csrf-token': 'second' } }),
    json(ME),
  )
  await client.accounts.me()
  await client.accounts.rename('Ada')
  const tokens = platform.fetched.map(({ init }) => new Headers(init.headers).get('x-csrf-token'))
  expect(tokens).toEqual([null, 'first', 'first', 'second'])
})
