import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { connectControl } from '#dev/stand/connect-control.ts'
import { type BuiltGateway, buildGateway, readRefusal } from '#test/gateway/build-gateway.ts'

const { env: stand, dataDir } = inject('stand')
const control = connectControl(dataDir)
const READS = 5

let gateway: BuiltGateway
beforeAll(() => migrate(stand))
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  gateway = buildGateway({
    variables: { ...stand, RATE_LIMITS: JSON.stringify({ read: READS, auth: 100_000 }) },
  })
})
afterEach(() => void vi.restoreAllMocks())
afterAll(() => control.redis.start())

const newAddress = () =>
  `2001:db8:${crypto.randomUUID().slice(9, 13)}:${crypto.randomUUID().slice(14, 18)}::1`
const come = async (address: string) =>
  (
    await gateway.call('POST', '/api/v1/auth/sign-in/anonymous', { headers: { 'cf-connecting-ip': address } })
  ).headers.get('set-auth-token') ?? ''
const read = (token: string | undefined, address: string) =>
  gateway.call('GET', '/api/v1/me', { ...(token ? { token } : {}), headers: { 'cf-connecting-ip': address } })

test('an account that asks too much is refused, from whatever address, and told how long to wait', async () => {
  const token = await come(newAddress())
  const answers: Response[] = []
  for (let n = 0; n < READS + 2; n += 1) answers.push(await read(token, newAddress()))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429])
  const last = answers.at(-1)
  expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(last?.headers.get('ratelimit-policy')).toBe(`"read";q=${READS};w=60`)
  expect(last?.headers.get('ratelimit')).toMatch(/^"read";r=0;t=\d+$/)
  expect(answers[0]?.headers.get('ratelimit')).toMatch(new RegExp(`^"read";r=${READS - 1};t=\\d+$`))
})

test('one account that is slowed slows no other, and kinds of requests are counted apart', async () => {
  const [busy, calm] = [await come(newAddress()), await come(newAddress())]
  for (let n = 0; n < READS + 1; n += 1) await read(busy, newAddress())
  expect((await read(calm, newAddress())).status).toBe(200)
  const rename = await gateway.call('PATCH', '/api/v1/me', { token: busy, body: { name: 'Still here' } })
  expect(rename.status).toBe(200)
})

test('a network that asks too much without a session is refused before anything is looked up', async () => {
  const address = newAddress()
  const statuses: number[] = []
  for (let n = 0; n < READS * 10 + 1; n += 1) statuses.push((await read(undefined, address)).status)
  expect(new Set(statuses.slice(0, -1))).toEqual(new Set([401]))
  expect(await readRefusal(await read(undefined, address))).toEqual({ status: 429, code: 'rate_limited' })
  expect((await read(undefined, newAddress())).status).toBe(401)
})

test('while Redis is down requests are counted all the same, and nobody is locked out', async () => {
  const token = await come(newAddress())
  await control.redis.stop()
  try {
    const statuses: number[] = []
    for (let n = 0; n < READS + 1; n += 1) statuses.push((await read(token, newAddress())).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
  } finally {
    await control.redis.start()
  }
})
