import { afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { type BuiltGateway, buildGateway, ORIGIN, readRefusal } from '#test/gateway/build-gateway.ts'

const { env: stand } = inject('stand')
let gateway: BuiltGateway
beforeAll(() => migrate(stand))
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  gateway = buildGateway({ variables: stand })
})
afterEach(() => void vi.restoreAllMocks())

async function come() {
  const response = await gateway.call('POST', '/api/v1/auth/sign-in/anonymous', { body: { name: 'Gus' } })
  const cookie = response.headers.getSetCookie().find((one) => one.startsWith('sentinel.session_token')) ?? ''
  return {
    cookie: cookie.split(';')[0] ?? '',
    csrf: response.headers.get('x-csrf-token') ?? '',
    token: response.headers.get('set-auth-token') ?? '',
  }
}
const rename = (headers: Record<string, string>, token?: string) =>
  gateway.call('PATCH', '/api/v1/me', {
    body: { name: 'Ann' },
    headers: { origin: ORIGIN, ...headers },
    ...(token ? { token } : {}),
  })
const required = { status: 403, code: 'csrf_token_required' }

test('with the cookie alone nothing is changed, also from a trusted origin', async () => {
  const { cookie, csrf } = await come()
  expect(await readRefusal(await rename({ cookie }))).toEqual(required)
  expect((await rename({ cookie, 'x-csrf-token': csrf })).status).toBe(200)
})

test('the token of another session, a cut one and the session token itself are refused', async () => {
  const [gus, eve] = [await come(), await come()]
  for (const forged of [
    eve.csrf,
    gus.csrf.slice(0, -1),
    `${gus.csrf}A`,
    '',
    gus.token,
    gus.token.split('.')[0] ?? '',
  ])
    expect(await readRefusal(await rename({ cookie: gus.cookie, 'x-csrf-token': forged }))).toEqual(required)
})

test('reading needs none, and tells it; a bearer token needs none', async () => {
  const { cookie, csrf, token } = await come()
  const me = await gateway.call('GET', '/api/v1/me', { headers: { cookie } })
  expect(me.headers.get('x-csrf-token')).toBe(csrf)
  expect((await rename({}, token)).status).toBe(200)
})
