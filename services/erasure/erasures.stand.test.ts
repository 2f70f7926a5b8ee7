import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { tempOutbox } from '#schema/mysql/index.ts'
import { auditEntries, contentKeys, messages, roomMembers, rooms, users } from '#schema/postgres/index.ts'
import { connectOutbox, type Outbox } from '#services/connections/outbox.ts'
import { connectPostgres, type Postgres } from '#services/connections/postgres.ts'
import { countUnread } from '#services/history/count-unread.ts'
import { readMessages } from '#services/history/read-messages.ts'
import { buildEvent, buildRecord } from '#services/outbox/build-record.ts'
import { claimRecords } from '#services/outbox/claim-records.ts'
import { completeRecords } from '#services/outbox/complete-records.ts'
import { enqueueRecords } from '#services/outbox/enqueue-records.ts'
import type { OutboxRecord } from '#services/outbox/outbox-record.ts'
import { recordEvents } from '#services/records/record-events.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'
import { createCrashingErasureStore } from './crashing-erasure-store.ts'
import { deleteAccount } from './delete-account.ts'
import type { ErasureStore } from './erasure-store.ts'
import { listErasures } from './list-erasures.ts'
import { openErasureStore } from './open-erasure-store.ts'
import { runErasures } from './run-erasures.ts'

let db: Postgres
let outbox: Outbox
beforeAll(async () => {
  const { env } = inject('stand')
  await migrate(env)
  db = connectPostgres(env)
  outbox = connectOutbox(env)
})

const NOW = Date.parse('2026-11-25T12:00:00Z')
const cache: SessionCache = { read: async () => null, write: async () => {}, forget: async () => {} }
let lastShard = 4000

/** A person who has written in a room: two messages are recorded, two wait in the outbox; another's stand between them. */
async function createTalk() {
  const [userId, otherId, roomId] = [uuidv7(), uuidv7(), uuidv7()]
  lastShard += 1
  const shard = lastShard
  for (const id of [userId, otherId])
    await db.insert(users).values({ id, name: 'Ada', email: `${id}@example.com`, role: 'member' })
  await db.insert(rooms).values({ id: roomId, name: 'Room', visibility: 'public', createdBy: otherId })
  const key = (id = uuidv7()) => ({
    id,
    wrapped: crypto.getRandomValues(new Uint8Array(61)),
    masterKeyVersion: 1,
  })
  const keys = new Map([
    [userId, key()],
    [otherId, key()],
  ])
  const say = (seq: number, actorId: string) =>
    buildRecord({ roomId, seq, actorId, contentKey: keys.get(actorId) ?? null })
  const joined = buildEvent({
    ...{ roomId, seq: 1, kind: 'membership' as const, actorId: userId, clientId: null },
    detail: { type: 'membership', userId, change: 'joined', role: 'member' },
  })
  const recorded = [joined, say(2, userId), say(3, otherId), say(4, userId)]
  const waiting = [say(5, userId), say(6, otherId), say(7, userId)]
  await recordEvents(db, recorded)
  await enqueueRecords(outbox, waiting, shard)
  const remove = () => deleteAccount({ db, cache }, { userId, actorId: userId, now: NOW })
  const store = openErasureStore({ db, outbox, eraseInRoom: async () => true, now: () => NOW, userId })
  const erase = (through: ErasureStore = store) =>
    runErasures({ store: through, now: () => 0, onFailure: () => {} }, { budgetMs: 1000 })
  return { userId, otherId, roomId, shard, recorded, waiting, store, remove, erase }
}
type Talk = Awaited<ReturnType<typeof createTalk>>

async function drain({ shard }: Talk): Promise<OutboxRecord[]> {
  const token = uuidv7()
  const { leased } = await claimRecords(outbox, { shard, token, limit: 99, now: new Date(), leaseMs: 60_000 })
  await recordEvents(
    db,
    leased.map(({ record }) => record),
  )
  await completeRecords(outbox, { token, ids: leased.map(({ id }) => id), now: new Date() })
  return leased.map(({ record }) => record)
}

const hasKey = gt(sql`octet_length(${contentKeys.wrapped})`, 0)
const keysOf = (authorId: string) =>
  db
    .select()
    .from(contentKeys)
    .where(and(eq(contentKeys.authorId, authorId), hasKey))
const outboxKeysOf = async ({ roomId }: Talk, actorId: string) =>
  (
    await outbox
      .select({ key: tempOutbox.wrappedKey })
      .from(tempOutbox)
      .where(and(eq(tempOutbox.roomId, roomId), eq(tempOutbox.actorId, actorId)))
  ).filter(({ key }) => key !== null && key.byteLength > 0)

async function expectErased(talk: Talk) {
  const { userId, otherId, roomId } = talk
  await drain(talk)
  expect(await keysOf(userId)).toEqual([])
  expect(await outboxKeysOf(talk, userId)).toEqual([])
  expect(await listErasures(db, { userId, limit: 9 })).toEqual([])
  const rows = await db.select().from(messages).where(eq(messages.roomId, roomId)).orderBy(asc(messages.seq))
  expect(rows.map(({ seq, deletedAt }) => [seq, deletedAt])).toEqual([
    [2, new Date(NOW)],
    [3, null],
    [4, new Date(NOW)],
    [5, new Date(NOW)],
    [6, null],
    [7, new Date(NOW)],
  ])
  for (const record of [...talk.recorded, ...talk.waiting]) {
    if (record.kind !== 'message' || record.actorId !== otherId) continue
    const row = rows.find(({ seq }) => seq === record.seq)
    expect(Buffer.from(row?.ciphertext ?? []).equals(Buffer.from(record.ciphertext ?? []))).toBe(true)
  }
  expect(await keysOf(otherId)).toHaveLength(1)
  const shown = await readMessages(db, { roomId, limit: 9 })
  expect(shown.messages.map(({ key, authorName }) => [key === null, authorName])).toEqual(
    [1, 0, 1, 1, 0, 1].map((gone) => (gone ? [true, 'Deleted person'] : [false, 'Ada'])),
  )
  expect(await countUnread(db, { roomId, userId: uuidv7(), after: 0, upTo: 99 })).toBe(2)
  const [member] = await db.select().from(roomMembers).where(eq(roomMembers.userId, userId))
  expect(member?.deletedAt).toEqual(new Date(NOW))
  const audit = await db
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.targetId, userId), eq(auditEntries.action, 'account.erase')))
  expect(audit).toMatchObject([{ targetType: 'user', detail: { roomId } }])
}

test('recorded texts and those on their way lose their keys; others’ are untouched, and no place is empty', async () => {
  const talk = await createTalk()
  await talk.remove()
  expect(await keysOf(talk.userId)).toEqual([])
  expect(await talk.erase()).toEqual({ finished: 1, unfinished: 0, failed: 0 })
  expect(await outboxKeysOf(talk, talk.userId)).toEqual([])
  expect(await outboxKeysOf(talk, talk.otherId)).toHaveLength(1)
  await expectErased(talk)
})

const crashes = [1, 2, 3, 4, 5].flatMap((at) => [
  { at, when: 'before' } as const,
  { at, when: 'after' } as const,
])
test.each(crashes)('killed $when call $at the next run ends it', async ({ at, when }) => {
  const talk = await createTalk()
  await talk.remove()
  await talk.erase(createCrashingErasureStore(talk.store, at, when)).catch(() => {})
  await talk.erase()
  await expectErased(talk)
})

test('a drainer that had read the rows before brings no key back', async () => {
  const talk = await createTalk()
  const token = uuidv7()
  const { shard, userId, roomId } = talk
  const fresh = buildRecord({ roomId, seq: 8, actorId: userId })
  await enqueueRecords(outbox, [fresh], shard)
  const { leased } = await claimRecords(outbox, { shard, token, limit: 99, now: new Date(), leaseMs: 60_000 })
  await talk.remove()
  await talk.erase()
  await recordEvents(
    db,
    leased.map(({ record }) => record),
  )
  expect(await keysOf(userId)).toEqual([])
  expect((await listErasures(db, { userId, limit: 9 })).map((erasure) => erasure.roomId)).toEqual([roomId])
  await talk.erase()
  expect(await listErasures(db, { userId, limit: 9 })).toEqual([])
  await recordEvents(
    db,
    leased.map(({ record }) => record),
  )
  expect(await keysOf(userId)).toEqual([])
})

test('recorders and the deletion at the same time: whoever comes first, no key is left', async () => {
  for (let round = 0; round < 10; round += 1) {
    const talk = await createTalk()
    const { roomId, userId } = talk
    const fresh = Array.from({ length: 6 }, (_, n) => buildRecord({ roomId, seq: 10 + n, actorId: userId }))
    const recording = fresh.map((record) => recordEvents(db, [record]))
    await Promise.all([...recording, talk.remove()])
    expect(await keysOf(userId)).toEqual([])
    await talk.erase()
    expect(await listErasures(db, { userId, limit: 9 })).toEqual([])
    const rows = await db.select().from(messages).where(eq(messages.authorId, userId))
    expect(rows.filter(({ deletedAt }) => deletedAt === null)).toEqual([])
  }
})

test('a room of which nothing was recorded when the person was deleted is found when it is', async () => {
  const talk = await createTalk()
  await talk.remove()
  await talk.erase()
  const { userId, otherId } = talk
  const roomId = uuidv7()
  await db.insert(rooms).values({ id: roomId, name: 'Late', visibility: 'public', createdBy: otherId })
  const event = (seq: number, change: 'joined' | 'left') =>
    buildEvent({
      ...{ roomId, seq, kind: 'membership', actorId: userId, clientId: null },
      detail: { type: 'membership', userId, change, role: 'member' },
    })
  await recordEvents(db, [event(1, 'joined')])
  expect(await listErasures(db, { userId, limit: 9 })).toEqual([{ roomId, userId }])
  await talk.erase()
  expect(await listErasures(db, { userId, limit: 9 })).toEqual([])
  await recordEvents(db, [event(2, 'left')])
  expect(await listErasures(db, { userId, limit: 9 })).toEqual([])
})

test('delivered rows keep no key, whoever wrote them', async () => {
  const talk = await createTalk()
  await drain(talk)
  const rows = await outbox.select().from(tempOutbox).where(eq(tempOutbox.roomId, talk.roomId))
  expect(rows.map(({ status, wrappedKey }) => [status, wrappedKey])).toEqual(
    Array(3).fill(['delivered', null]),
  )
})
