import { eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { auditEntries, billingEvents, standingChanges, users } from '#schema/postgres/index.ts'
import type { BillingEvent } from '#schema/wire/http/billing.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'
import { applyBillingEvent } from './apply-billing-event.ts'

const { env: stand } = inject('stand')
const db = connectPostgres(stand)
const NOW = Date.UTC(2026, 10, 25, 12)
const cache: SessionCache = {
  read: async () => null,
  write: async () => undefined,
  forget: async () => undefined,
}

beforeAll(() => migrate(stand))

async function createPerson(role: PlatformRole): Promise<string> {
  const id = uuidv7()
  await db.insert(users).values({ id, name: 'Bill', email: `${id}@example.com`, role })
  return id
}

const build = (userId: string, event: Partial<BillingEvent> = {}): BillingEvent => ({
  id: `evt_${uuidv7()}`,
  type: 'subscription.started',
  userId,
  occurredAt: NOW,
  ...event,
})
const apply = (event: BillingEvent) => applyBillingEvent({ db, cache }, { event, requestId: 'r-1', now: NOW })

async function read(userId: string) {
  const [user] = await db.select().from(users).where(eq(users.id, userId))
  const audits = await db.select().from(auditEntries).where(eq(auditEntries.targetId, userId))
  const told = await db.select().from(standingChanges).where(eq(standingChanges.userId, userId))
  return { role: user?.role, version: user?.roleVersion, audits, told: told.map(({ change }) => change) }
}

test('a subscription grants the role, with an audit entry and the word for open sockets, and its end ends it', async () => {
  const userId = await createPerson('member')
  const started = build(userId)
  expect(await apply(started)).toBe('applied')
  expect(await read(userId)).toMatchObject({
    role: 'paid-member',
    version: 2,
    audits: [
      {
        actorId: null,
        action: 'user.billing',
        targetType: 'user',
        detail: { from: 'member', to: 'paid-member', billingEventId: started.id },
        requestId: 'r-1',
      },
    ],
    told: [{ type: 'role', role: 'paid-member', roleVersion: 2 }],
  })
  expect(await apply(build(userId, { type: 'subscription.ended', occurredAt: NOW + 1 }))).toBe('applied')
  const after = await read(userId)
  expect(after).toMatchObject({ role: 'member', version: 3 })
  expect([after.audits, after.told].map(({ length }) => length)).toEqual([2, 2])
})

test('an event that comes again changes nothing, whatever happened meanwhile', async () => {
  const userId = await createPerson('member')
  const started = build(userId)
  expect(await apply(started)).toBe('applied')
  await db.update(users).set({ role: 'member' }).where(eq(users.id, userId))
  expect(await apply(started)).toBe('repeated')
  expect(await apply({ ...started, type: 'subscription.ended', occurredAt: NOW + 5 })).toBe('repeated')
  expect(await read(userId)).toMatchObject({ role: 'member', version: 2 })
})

test('the same event many times at once is applied once', async () => {
  const userId = await createPerson('member')
  const started = build(userId)
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => apply(started)))
  expect(outcomes.toSorted()).toEqual(['applied', ...Array(7).fill('repeated')])
  const after = await read(userId)
  expect([after.version, after.audits.length, after.told.length]).toEqual([2, 1, 1])
})

test('an event older than another of the person is noted and changes nothing', async () => {
  const userId = await createPerson('member')
  expect(await apply(build(userId, { type: 'subscription.ended', occurredAt: NOW - 10 }))).toBe('unchanged')
  const late = build(userId, { occurredAt: NOW - 11 })
  expect(await apply(late)).toBe('unchanged')
  expect(await read(userId)).toMatchObject({ role: 'member', version: 1, audits: [], told: [] })
  expect(await db.select().from(billingEvents).where(eq(billingEvents.id, late.id))).toHaveLength(1)
})

test('in whatever order they arrive at once, the newest event decides', async () => {
  for (let round = 0; round < 5; round += 1) {
    const userId = await createPerson('member')
    const events = Array.from({ length: 6 }, (_, at) =>
      build(userId, {
        type: at % 2 === 0 ? 'subscription.started' : 'subscription.ended',
        occurredAt: NOW - 100 + at,
      }),
    )
    const order = [...events.slice(round), ...events.slice(0, round)]
    await Promise.all(order.map(apply))
    expect((await read(userId)).role).toBe('member')
  }
})

test.each<[PlatformRole, BillingEvent['type']]>([
  ['guest', 'subscription.started'],
  ['moderator', 'subscription.started'],
  ['administrator', 'subscription.started'],
  ['paid-member', 'subscription.started'],
  ['guest', 'subscription.ended'],
  ['member', 'subscription.ended'],
  ['moderator', 'subscription.ended'],
  ['administrator', 'subscription.ended'],
])('a %s is left as they are by %s', async (role, type) => {
  const userId = await createPerson(role)
  expect(await apply(build(userId, { type }))).toBe('unchanged')
  expect(await read(userId)).toMatchObject({ role, version: 1, audits: [], told: [] })
})

test('nobody, and who is deleted, is granted nothing', async () => {
  expect(await apply(build(uuidv7()))).toBe('unchanged')
  const userId = await createPerson('member')
  await db.update(users).set({ deletedAt: new Date() }).where(eq(users.id, userId))
  expect(await apply(build(userId))).toBe('unchanged')
})

test('an event of the future is refused: it would outdate those to come', async () => {
  const event = build(await createPerson('member'), { occurredAt: NOW + 300_001 })
  await expect(apply(event)).rejects.toMatchObject({ code: 'malformed' })
  expect(await apply({ ...event, occurredAt: NOW + 300_000 })).toBe('applied')
})
