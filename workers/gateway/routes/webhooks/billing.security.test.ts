import { eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { billingEvents, users } from '#schema/postgres/index.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { buildGateway, readRefusal, VARIABLES } from '#test/gateway/build-gateway.ts'
import { BILLING_SECRETS, signBilling } from '#test/gateway/sign-billing.ts'

const { env: stand } = inject('stand')
const db = connectPostgres(stand)
const PATH = '/api/v1/webhooks/billing'
const [, OLD] = BILLING_SECRETS

let lines: string[]
beforeAll(() => migrate(stand))
beforeEach(() => {
  lines = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
})
afterEach(() => void vi.restoreAllMocks())

async function createMember(): Promise<string> {
  const id = uuidv7()
  await db.insert(users).values({ id, name: 'Bill', email: `${id}@example.com`, role: 'member' })
  return id
}

const eventOf = (userId: string) =>
  // Written as no serialiser of ours would: what is signed is the bytes.
  `{ "type":"subscription.started",\n "userId":"${userId}", "occurredAt": ${Date.now()}, "id":"evt_${uuidv7()}" }`

const roleOf = async (id: string) => (await db.select().from(users).where(eq(users.id, id)))[0]?.role
const send = (rawBody: string, headers: Record<string, string>, variables: Record<string, string> = {}) =>
  buildGateway({ variables: { ...stand, ...variables } }).call('POST', PATH, { rawBody, headers })

test('a signed event, with either secret and without a cookie or an origin, grants the role; told again it is known', async () => {
  for (const options of [{}, { secret: OLD }]) {
    const userId = await createMember()
    const body = eventOf(userId)
    const response = await send(body, signBilling(body, options))
    expect([response.status, await response.json()]).toEqual([200, { outcome: 'applied' }])
    expect(await roleOf(userId)).toBe('paid-member')
    const again = await send(body, signBilling(body, options))
    expect([again.status, await again.json()]).toEqual([200, { outcome: 'repeated' }])
  }
})

test.each<[string, (body: string) => Record<string, string>]>([
  ['without a signature', () => ({})],
  ['signed with another secret', (body) => signBilling(body, { secret: 'x'.repeat(40) })],
  ['signed six minutes ago', (body) => signBilling(body, { at: Date.now() - 360_000 })],
  ['signed for another body', (body) => signBilling(`${body} `)],
])('an event %s is refused and nothing is noted', async (_, headersOf) => {
  const userId = await createMember()
  const body = eventOf(userId)
  expect(await readRefusal(await send(body, headersOf(body)))).toEqual({
    status: 401,
    code: 'unauthenticated',
  })
  expect(await roleOf(userId)).toBe('member')
  expect(await db.select().from(billingEvents).where(eq(billingEvents.userId, userId))).toEqual([])
})

test('where no secret is set there is no webhook, whatever is signed', async () => {
  const userId = await createMember()
  const body = eventOf(userId)
  const { BILLING_WEBHOOK_SECRETS: _, ...without } = VARIABLES
  const { gateway } = buildGateway()
  const response = await gateway.request(
    `${VARIABLES.PUBLIC_ORIGIN}${PATH}`,
    {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...signBilling(body, { secret: '' }) },
    },
    { ...without, ...stand },
  )
  expect(await readRefusal(response)).toEqual({ status: 404, code: 'not_found' })
})

test.each([
  { type: 'subscription.granted' },
  { userId: 'everyone' },
  { occurredAt: '2026' },
  { role: 'administrator' },
  { id: "evt'; --" },
])('a signed event with %j is malformed', async (over) => {
  const userId = await createMember()
  const body = JSON.stringify({ ...JSON.parse(eventOf(userId)), ...over })
  expect(await readRefusal(await send(body, signBilling(body)))).toEqual({ status: 400, code: 'malformed' })
  expect(await roleOf(userId)).toBe('member')
})

test('neither secret, signature nor event is logged', async () => {
  const body = eventOf(await createMember())
  const headers = signBilling(body)
  await send(body, headers)
  await send(`${body} `, headers)
  const text = lines.join('\n')
  expect(lines.length).toBeGreaterThan(1)
  for (const hidden of [OLD, headers['sentinel-billing-signature'] ?? '', 'evt_', 'subscription'])
    expect(text).not.toContain(hidden)
})
