import { and, eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import type { Actor } from '#domain/roles/can.ts'
import { type RecordedChange, standingChange } from '#domain/standing/standing-change.ts'
import { auditEntries, sessions, standingChanges, users } from '#schema/postgres/index.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import { Circuit } from '#services/connections/circuit.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { connectRedis } from '#services/connections/redis.ts'
import { revokeSessions } from '#services/sessions/revoke-sessions.ts'
import { createSessionCache } from '#services/sessions/session-cache.ts'
import { listUntoldPeople } from '#services/standing/list-untold-people.ts'
import { tellStanding } from '#services/standing/tell-standing.ts'
import { banUser } from './ban-user.ts'
import { changeRole } from './change-role.ts'

const { env: stand } = inject('stand')
const db = connectPostgres(stand)
const stores = { db, cache: createSessionCache(connectRedis(stand), new Circuit(0)) }
const NOW = Date.parse('2026-11-25T12:00:00Z')

beforeAll(() => migrate(stand))
/** Tests share the database: none of the administrators before counts. */
beforeEach(() => db.update(users).set({ role: 'member' }).where(eq(users.role, 'administrator')))

async function come(role: PlatformRole): Promise<Actor> {
  const userId = uuidv7()
  await db.insert(users).values({ id: userId, name: 'Someone', email: `${userId}@example.org`, role })
  return { userId, name: 'Someone', role, sessionId: uuidv7() }
}
const rowOf = async (userId: string) => (await db.select().from(users).where(eq(users.id, userId)))[0]
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.code,
  )
const auditOf = (userId: string) =>
  db
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.targetId, userId), eq(auditEntries.targetType, 'user')))
const toldOf = (userId: string) => db.select().from(standingChanges).where(eq(standingChanges.userId, userId))
const ban = (actor: Actor, userId: string, until: number | null = null) =>
  banUser(stores, { actor, userId, until, reason: 'spam', requestId: 'request-1', now: NOW })

test('a new role is written with its audit entry and what the inbox is to be told', async () => {
  const [admin, person] = [await come('administrator'), await come('member')]
  const change = {
    userId: person.userId,
    role: 'moderator',
    actor: admin,
    requestId: 'request-1',
    now: NOW,
  } as const
  expect(await changeRole(stores, change)).toBe('member')
  expect(await changeRole(stores, change)).toBe('moderator')
  expect(await rowOf(person.userId)).toMatchObject({ role: 'moderator', roleVersion: 2 })
  expect(await auditOf(person.userId)).toMatchObject([
    {
      action: 'user.grant-role',
      actorId: admin.userId,
      requestId: 'request-1',
      detail: { from: 'member', to: 'moderator' },
    },
  ])
  expect(await toldOf(person.userId)).toMatchObject([
    { change: { type: 'role', role: 'moderator', roleVersion: 2 }, toldAt: null },
  ])
})

test.each(['guest', 'member', 'paid-member', 'moderator'] as const)('a %s gives no role', async (role) => {
  const actor = await come(role)
  expect(
    await codeOf(changeRole(stores, { userId: actor.userId, role: 'administrator', actor, now: NOW })),
  ).toBe('forbidden')
  expect(await rowOf(actor.userId)).toMatchObject({ role, roleVersion: 1 })
})

test('the last administrator stays one, also when two take each other’s role at once', async () => {
  const [one, two] = [await come('administrator'), await come('administrator')]
  const demote = (actor: Actor, { userId }: Actor) =>
    codeOf(changeRole(stores, { userId, role: 'member', actor, now: NOW }))
  expect((await Promise.all([demote(one, two), demote(two, one)])).sort()).toEqual(['done', 'forbidden'])
  const left = await db.select().from(users).where(eq(users.role, 'administrator'))
  expect(left).toHaveLength(1)
})

test('administrators who ban each other at once leave one who can act', async () => {
  const [one, two] = [await come('administrator'), await come('administrator')]
  expect((await Promise.all([codeOf(ban(one, two.userId)), codeOf(ban(two, one.userId))])).sort()).toEqual([
    'done',
    'forbidden',
  ])
})

test('a ban is for a time or for good, is lifted, and each leaves its entry', async () => {
  const [moderator, person] = [await come('moderator'), await come('member')]
  await ban(moderator, person.userId, NOW + 60_000)
  expect((await rowOf(person.userId))?.bannedUntil?.getTime()).toBe(NOW + 60_000)
  await ban(moderator, person.userId)
  expect((await rowOf(person.userId))?.bannedUntil?.getUTCFullYear()).toBe(9999)
  await ban(moderator, person.userId, NOW)
  expect((await rowOf(person.userId))?.bannedUntil).toBeNull()
  expect((await auditOf(person.userId)).map(({ action }) => action)).toEqual([
    'user.ban',
    'user.ban',
    'user.unban',
  ])
  expect((await toldOf(person.userId)).map(({ change }) => change)).toEqual([
    { type: 'banned', until: NOW + 60_000, roleVersion: 2 },
    { type: 'banned', until: null, roleVersion: 3 },
    { type: 'banned', until: 0, roleVersion: 4 },
  ])
})

test.each([
  ['moderator', 'moderator'],
  ['moderator', 'administrator'],
  ['paid-member', 'guest'],
  ['member', 'member'],
  ['guest', 'guest'],
] as const)('a %s bans no %s', async (actorRole, targetRole) => {
  const [actor, target] = [await come(actorRole), await come(targetRole)]
  expect(await codeOf(ban(actor, target.userId))).toBe('forbidden')
  expect((await rowOf(target.userId))?.bannedUntil).toBeNull()
  expect(await auditOf(target.userId)).toEqual([])
})

test('nobody bans themselves, or someone who is not there, or with a role that was taken away meanwhile', async () => {
  const admin = await come('administrator')
  await come('administrator')
  expect(await codeOf(ban(admin, admin.userId))).toBe('forbidden')
  expect(await codeOf(ban(admin, uuidv7()))).toBe('not_found')
  const person = await come('member')
  await db.update(users).set({ role: 'member' }).where(eq(users.id, admin.userId))
  expect(await codeOf(ban(admin, person.userId))).toBe('forbidden')
})

test.each([
  ['lost the role', { role: 'member' as const }],
  ['was banned', { bannedUntil: new Date(NOW + 1) }],
  ['was deleted', { deletedAt: new Date(NOW) }],
])('who %s while the request was on its way gives no role', async (_, lost) => {
  const [admin, person] = [await come('administrator'), await come('member')]
  await come('administrator')
  await db.update(users).set(lost).where(eq(users.id, admin.userId))
  const change = { userId: person.userId, role: 'moderator', actor: admin, now: NOW } as const
  expect(await codeOf(changeRole(stores, change))).toBe('forbidden')
  expect(await toldOf(person.userId)).toEqual([])
})

test('of administrators who demote and ban each other all at once one is left who can act', async () => {
  for (let round = 0; round < 5; round += 1) {
    await db.update(users).set({ role: 'member' }).where(eq(users.role, 'administrator'))
    const all = [await come('administrator'), await come('administrator'), await come('administrator')]
    const acts = all.flatMap((actor) =>
      all.map(({ userId }, index) =>
        (round + index) % 2 === 0
          ? changeRole(stores, { actor, userId, role: 'member', now: NOW })
          : ban(actor, userId),
      ),
    )
    await Promise.allSettled(acts)
    const left = await db.select().from(users).where(eq(users.role, 'administrator'))
    expect(left.filter(({ bannedUntil }) => bannedUntil === null).length).toBeGreaterThanOrEqual(1)
  }
})

test('when all sessions end, the change names those that did, whenever they began', async () => {
  const { userId } = await come('member')
  const begin = async (id = uuidv7(), deletedAt: Date | null = null) => {
    await db.insert(sessions).values({
      ...{ id, userId, token: crypto.randomUUID(), deletedAt },
      expiresAt: new Date(NOW + 60_000),
    })
    return id
  }
  // As begun by a machine whose clock is ahead.
  const later = await begin('ffffffff-ffff-7000-8000-000000000001')
  const [kept, early] = [await begin(), await begin()]
  await begin(uuidv7(), new Date(NOW - 1))
  expect(await revokeSessions(stores, { userId, which: { exceptSessionId: kept }, now: NOW })).toBe(2)
  const [told] = await toldOf(userId)
  const change = standingChange.parse(told?.change)
  expect(change).toMatchObject({ type: 'sessions-revoked', exceptSessionId: kept })
  expect(change.type === 'sessions-revoked' && change.sessionIds?.toSorted()).toEqual([later, early].sort())
})

test('what the inbox was not told is found and told again, in order, until it was', async () => {
  const [moderator, person] = [await come('moderator'), await come('member')]
  await ban(moderator, person.userId)
  await ban(moderator, person.userId, NOW)
  const untold = () => listUntoldPeople(db, { before: new Date(NOW + 1), limit: 1000 })
  expect(await untold()).toContain(person.userId)
  const tell = (apply: (userId: string, changes: readonly RecordedChange[]) => Promise<void>) =>
    tellStanding({ db, inbox: { apply } }, { userId: person.userId, now: NOW })
  await expect(tell(() => Promise.reject(new Error('killed')))).rejects.toThrow('killed')
  expect(await untold()).toContain(person.userId)
  const heard: RecordedChange[] = []
  expect(await tell(async (_, changes) => void heard.push(...changes))).toBe(2)
  expect(heard.map(({ at, change }) => [at, change])).toEqual([
    [NOW, { type: 'banned', until: null, roleVersion: 2 }],
    [NOW, { type: 'banned', until: 0, roleVersion: 3 }],
  ])
  expect(await untold()).not.toContain(person.userId)
  expect(await tell(() => Promise.reject(new Error('nothing is left to tell')))).toBe(0)
})
