import { and, eq, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import {
  accounts,
  auditEntries,
  challenges,
  contentKeys,
  passkeys,
  recoveryCodes,
  roomMembers,
  rooms,
  secondFactors,
  sessions,
  standingChanges,
  users,
  verifications,
} from '#schema/postgres/index.ts'
import { connectPostgres, type Postgres } from '#services/connections/postgres.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'
import { deleteAccount } from './delete-account.ts'
import { listErasures } from './list-erasures.ts'

const { env: stand } = inject('stand')
const db = connectPostgres(stand)
const NOW = Date.parse('2026-11-25T12:00:00Z')
const BYTES = Uint8Array.of(1, 2, 3)

beforeAll(() => migrate(stand))

function createCache(): SessionCache & { forgotten: string[] } {
  const forgotten: string[] = []
  return {
    forgotten,
    read: async () => null,
    write: async () => undefined,
    forget: async (tokens) => void forgotten.push(...tokens),
  }
}

async function createPerson(person: Partial<typeof users.$inferInsert> = {}, at: Postgres = db) {
  const id = uuidv7()
  const email = `${id}@example.com`
  await at.insert(users).values({ id, name: 'Ada', email, role: 'member', ...person })
  return { id, email }
}

const remove = (
  userId: string,
  { at = db, cache = createCache() }: { at?: Postgres; cache?: SessionCache } = {},
) => deleteAccount({ db: at, cache }, { userId, actorId: userId, requestId: 'request', now: NOW })

/** Everything that a person may have. */
async function createWhole() {
  const person = await createPerson({ image: 'https://example.com/ada.png', role: 'paid-member' })
  const userId = person.id
  const [joined, left, other] = [uuidv7(), uuidv7(), uuidv7()]
  await db.batch([
    db.insert(sessions).values({
      id: uuidv7(),
      userId,
      token: `token-${userId}`,
      expiresAt: new Date(NOW + 9e6),
      ipAddress: '192.0.2.1',
      userAgent: 'a browser',
    }),
    db
      .insert(accounts)
      .values({ id: uuidv7(), userId, providerId: 'credential', accountId: userId, password: 'a hash' }),
    db.insert(accounts).values({
      id: uuidv7(),
      userId,
      providerId: 'oidc',
      accountId: `subject-${userId}`,
      accessToken: 'a',
      refreshToken: 'r',
      idToken: 'i',
    }),
    db.insert(passkeys).values({
      id: uuidv7(),
      userId,
      credentialId: `credential-${userId}`,
      publicKey: BYTES,
      counter: 1,
      name: 'Ada’s phone',
    }),
    db.insert(secondFactors).values({ userId, secretId: uuidv7(), sealedSecret: BYTES, masterKeyVersion: 1 }),
    db.insert(recoveryCodes).values({ id: uuidv7(), userId, codeHash: BYTES }),
    db.insert(challenges).values({
      id: uuidv7(),
      userId,
      kind: 'verify-email',
      tokenHash: new TextEncoder().encode(userId),
      detail: { email: person.email },
      expiresAt: new Date(NOW + 9e6),
    }),
    db
      .insert(verifications)
      .values({ id: uuidv7(), identifier: person.email, value: 'a code', expiresAt: new Date(NOW) }),
    db
      .insert(rooms)
      .values(
        [joined, left].map((id) => ({ id, name: 'Room', visibility: 'public' as const, createdBy: userId })),
      ),
    db.insert(roomMembers).values([
      { roomId: joined, userId, role: 'member', changedSeq: 1, joinedAt: new Date(NOW) },
      {
        roomId: left,
        userId,
        role: 'member',
        changedSeq: 1,
        joinedAt: new Date(NOW),
        deletedAt: new Date(NOW),
      },
    ]),
    db
      .insert(contentKeys)
      .values({ id: uuidv7(), roomId: other, authorId: userId, wrapped: BYTES, masterKeyVersion: 1 }),
  ])
  return { ...person, joined, left, other }
}

test('a deleted person has no name, no address, no way to sign in and no key; rows and audit trail stay', async () => {
  const { id, email, joined, left, other } = await createWhole()
  const cache = createCache()
  await remove(id, { cache })
  const [user] = await db.select().from(users).where(eq(users.id, id))
  expect(user).toMatchObject({
    name: 'Deleted person',
    image: null,
    role: 'guest',
    roleVersion: 2,
    deletedAt: new Date(NOW),
  })
  expect(user?.email).toMatch(/^[0-9a-f-]{36}@deleted\.invalid$/)
  expect(cache.forgotten).toEqual([`token-${id}`])
  const kept = await Promise.all(
    [sessions, accounts, passkeys, secondFactors, recoveryCodes, challenges].map((table) =>
      db.select().from(table).where(eq(table.userId, id)),
    ),
  )
  expect(kept.map((rows) => rows.length)).toEqual([1, 2, 1, 1, 1, 1])
  for (const row of kept.flat()) expect(row).toMatchObject({ deletedAt: new Date(NOW) })
  const everything = JSON.stringify(kept)
  for (const secret of [
    `token-${id}`,
    '192.0.2.1',
    'a browser',
    'a hash',
    `subject-${id}`,
    `credential-${id}`,
    'Ada',
    email,
  ])
    expect(everything).not.toContain(secret)
  const [passkey, factor, code] = kept.slice(2).map(([row]) => row)
  expect(passkey).toMatchObject({ publicKey: { byteLength: 0 } })
  expect(factor).toMatchObject({ sealedSecret: { byteLength: 0 } })
  expect(code).toMatchObject({ codeHash: { byteLength: 0 } })
  expect(await db.select().from(verifications).where(eq(verifications.identifier, email))).toEqual([])
  const keys = await db.select().from(contentKeys).where(eq(contentKeys.authorId, id))
  expect(keys.map(({ wrapped }) => wrapped.byteLength)).toEqual([0, 0, 0])
  const todo = await listErasures(db, { userId: id, limit: 9 })
  expect(todo.map(({ roomId }) => roomId).sort()).toEqual([joined, left, other].sort())
  expect(await db.select().from(auditEntries).where(eq(auditEntries.targetId, id))).toMatchObject([
    { actorId: id, action: 'account.delete', targetType: 'user', requestId: 'request' },
  ])
  expect(await db.select().from(standingChanges).where(eq(standingChanges.userId, id))).toMatchObject([
    { change: { type: 'deleted' }, toldAt: null },
  ])
})

test('of several deletions at once one is done, and later ones find nobody', async () => {
  const { id } = await createPerson()
  const results = await Promise.allSettled([remove(id), remove(id), remove(id)])
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await expect(remove(id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(remove(uuidv7())).rejects.toMatchObject({ code: 'not_found' })
  expect(await db.select().from(auditEntries).where(eq(auditEntries.targetId, id))).toHaveLength(1)
})

test('the address and the passkey can be used for a new account', async () => {
  const { id, email } = await createWhole()
  await remove(id)
  const again = await createPerson({ email })
  await db.insert(passkeys).values({
    id: uuidv7(),
    userId: again.id,
    credentialId: `credential-${id}`,
    publicKey: BYTES,
    counter: 1,
    name: 'x',
  })
  await db
    .insert(accounts)
    .values({ id: uuidv7(), userId: again.id, providerId: 'oidc', accountId: `subject-${id}` })
  const [user] = await db
    .select()
    .from(users)
    .where(and(eq(users.id, again.id), eq(users.email, email)))
  expect(user?.deletedAt).toBeNull()
})

test('nobody else is touched', async () => {
  const [gone, stays] = [await createWhole(), await createWhole()]
  const read = () =>
    Promise.all([
      db.select().from(users).where(eq(users.id, stays.id)),
      ...[sessions, accounts, passkeys, secondFactors, recoveryCodes, challenges].map((table) =>
        db.select().from(table).where(eq(table.userId, stays.id)),
      ),
      db.select().from(contentKeys).where(eq(contentKeys.authorId, stays.id)),
    ])
  const before = await read()
  await remove(gone.id)
  expect(await read()).toEqual(before)
})

/** A database in which nobody else is an administrator. */
async function openOwnDatabase(): Promise<Postgres> {
  const name = `own_${crypto.randomUUID().replaceAll('-', '')}`
  await db.execute(sql.raw(`create database ${name}`))
  const url = new URL(stand.DATABASE_URL)
  url.pathname = `/${name}`
  const env = { ...stand, DATABASE_URL: url.href }
  await migrate(env)
  return connectPostgres(env)
}

test('the last administrator stays, also when all delete themselves at once', async () => {
  const own = await openOwnDatabase()
  const people = []
  for (let n = 0; n < 4; n += 1) people.push(await createPerson({ role: 'administrator' }, own))
  const results = await Promise.allSettled(people.map(({ id }) => remove(id, { at: own })))
  const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  expect(refusals).toMatchObject([{ code: 'conflict' }])
  const standing = await own.select().from(users).where(eq(users.role, 'administrator'))
  expect(standing).toMatchObject([{ name: 'Ada', deletedAt: null }])
  const last = standing[0]?.id ?? ''
  await expect(remove(last, { at: own })).rejects.toMatchObject({ code: 'conflict' })
  expect(await own.select().from(standingChanges).where(eq(standingChanges.userId, last))).toEqual([])
  expect(await own.select().from(auditEntries).where(eq(auditEntries.targetId, last))).toEqual([])
  await createPerson({ role: 'administrator' }, own)
  await remove(last, { at: own })
})
