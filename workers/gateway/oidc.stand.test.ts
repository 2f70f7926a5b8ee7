import { afterAll, beforeAll, expect, test } from 'vitest'
import { CLIENT, startProvider, type TestProvider } from '#test/oidc/start-provider.ts'
import { visitProvider } from '#test/oidc/visit-provider.ts'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'

/** Where the provider sends browsers back to; here the test carries the answer on to the platform. */
const PUBLIC_ORIGIN = 'http://chat.test'

let provider: TestProvider
let platform: TestPlatform
beforeAll(async () => {
  provider = await startProvider([`${PUBLIC_ORIGIN}/api/v1/auth/oidc/acme/callback`])
  const acme = { id: 'acme', name: 'Acme', issuer: provider.issuer }
  const client = { clientId: CLIENT.id, clientSecret: CLIENT.secret }
  platform = await startTestPlatform({
    PUBLIC_ORIGIN,
    OIDC_PROVIDERS: JSON.stringify([{ ...acme, ...client }]),
  })
})
afterAll(async () => {
  await platform?.stop()
  await provider?.stop()
})

const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] ?? ''

async function signIn(sub: string): Promise<Response> {
  const path = `${platform.origin}/api/v1/auth/oidc/acme/start`
  const started = await fetch(path, { method: 'POST' })
  const { url } = Object(await started.json())
  const { pathname, search } = await visitProvider(String(url), sub)
  return await fetch(`${platform.origin}${pathname}${search}`, {
    redirect: 'manual',
    headers: { cookie: cookieOf(started) },
  })
}

test('in the runtime of production a person signs in at a real provider, twice as the same one', async () => {
  provider.people.set('ada', {
    name: 'Ada',
    email: `${crypto.randomUUID()}@example.org`,
    email_verified: true,
  })
  const ids: unknown[] = []
  for (let n = 0; n < 2; n += 1) {
    const done = await signIn('ada')
    expect([done.status, done.headers.get('location')]).toEqual([303, '/'])
    const session = done.headers.getSetCookie().find((cookie) => cookie.startsWith('sentinel.session_token='))
    const headers = { cookie: session?.split(';')[0] ?? '' }
    const me = await fetch(`${platform.origin}/api/v1/me`, { headers })
    const { id, role } = Object(await me.json())
    expect(role).toBe('member')
    ids.push(id)
  }
  expect(ids[0]).toBe(ids[1])
  expect(platform.logLines.join('\n')).not.toContain(CLIENT.secret)
})
