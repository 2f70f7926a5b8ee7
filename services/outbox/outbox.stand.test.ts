import { and, eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { tempOutbox } from '#schema/mysql/index.ts'
import { connectOutbox, type Outbox } from '#services/connections/outbox.ts'
import { buildEvent, buildRecord } from './build-record.ts'
import { claimRecords } from './claim-records.ts'
import { completeRecords } from './complete-records.ts'
import { enqueueRecords } from './enqueue-records.ts'
import { failRecords } from './fail-records.ts'
import { findNextDue } from './find-next-due.ts'
import { listBusyShards } from './list-busy-shards.ts'
import type { OutboxRecord } from './outbox-record.ts'
import { purgeDelivered } from './purge-delivered.ts'
import { readStatistics } from './read-statistics.ts'
import { releaseLease } from './release-lease.ts'
import { releaseStaleLeases } from './release-stale-leases.ts'
import { MAX_ATTEMPTS } from './retry-policy.ts'

let outbox: Outbox
beforeAll(async () => {
  const { env } = inject('stand')
  await migrate(env)
  outbox = connectOutbox(env)
})

let lastShard = 1000
const T0 = new Date('2026-09-22T12:00:00.123Z')
const later = (ms: number) => new Date(T0.getTime() + ms)
const createdAt = new Date(T0.getTime() - 5)

const rowsOf = (shard: number) =>
  outbox.select().from(tempOutbox).where(eq(tempOutbox.shard, shard)).orderBy(tempOutbox.id)

/** A shard of its own with `count` messages of one room, seq 1 … count. */
async function fillShard(count: number) {
  lastShard += 1
  const shard = lastShard
  const roomId = uuidv7()
  const records = Array.from({ length: count }, (_, index) =>
    buildRecord({ roomId, seq: index + 1, createdAt }),
  )
  await enqueueRecords(outbox, records, shard)
  const claim = (options: { token?: string; limit?: number; now?: Date } = {}) =>
    claimRecords(outbox, { shard, token: uuidv7(), limit: 100, now: T0, leaseMs: 1000, ...options })
  return { shard, records, claim }
}

const seqs = (claim: { leased: { record: OutboxRecord }[] }) => claim.leased.map(({ record }) => record.seq)

test('every kind of record comes back exactly as it went in', async () => {
  const { shard, claim } = await fillShard(0)
  const detail = {
    type: 'room',
    change: 'renamed',
    name: `'"\\ 100% ? :a -- /* 💬 日本 '); drop table x`,
  } as const
  const membership = { type: 'membership', userId: uuidv7(), change: 'left', role: 'owner' } as const
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  const records = [
    buildRecord({ createdAt, ciphertext: every, epoch: 2 ** 31 - 1, seq: Number.MAX_SAFE_INTEGER }),
    buildRecord({ createdAt, kind: 'edited', target: { epoch: 3, seq: 2 ** 40 } }),
    buildEvent({ createdAt, kind: 'deleted', target: { epoch: 1, seq: 0 } }),
    buildEvent({ createdAt, kind: 'membership', detail: membership, clientId: null }),
    buildEvent({ createdAt, kind: 'room', detail }),
  ]
  await enqueueRecords(outbox, records, shard)
  const { leased, malformed } = await claim()
  expect(malformed).toEqual([])
  expect(leased.map(({ record }) => record)).toEqual(records)
})

test('enqueueing again changes nothing, not even a row that was delivered', async () => {
  const { shard, records, claim } = await fillShard(3)
  const token = uuidv7()
  await claim({ token, limit: 1 })
  const [first] = await rowsOf(shard)
  await completeRecords(outbox, { token, ids: [String(first?.id)], now: T0 })
  const before = await rowsOf(shard)
  await enqueueRecords(outbox, records, shard)
  expect(await rowsOf(shard)).toEqual(before)
})

test('a thousand large records are split into several statements and all arrive, in order', async () => {
  const { shard, claim } = await fillShard(0)
  const roomId = uuidv7()
  const ciphertext = new Uint8Array(6000).fill(7)
  const records = Array.from({ length: 1000 }, (_, seq) =>
    buildRecord({ roomId, seq, ciphertext, createdAt }),
  )
  await enqueueRecords(outbox, records, shard)
  const { leased } = await claim({ limit: 2000 })
  expect(leased.map(({ record }) => record.seq)).toEqual(records.map(({ seq }) => seq))
})

test('drainers that claim at the same time never hold the same row, and leave none behind', async () => {
  const { claim } = await fillShard(200)
  const held: number[] = []
  for (let round = 0; held.length < 200 && round < 50; round += 1) {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim({ limit: 20 })))
    held.push(...claims.flatMap(seqs))
  }
  expect(held.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
})

test('rooms enqueue while drainers claim, and every row is claimed once', async () => {
  const { shard, claim } = await fillShard(0)
  const rooms = Array.from({ length: 6 }, () => uuidv7())
  const writing = rooms.map(async (roomId) => {
    for (let from = 0; from < 60; from += 20) {
      const part = Array.from({ length: 20 }, (_, index) =>
        buildRecord({ roomId, seq: from + index, createdAt }),
      )
      await enqueueRecords(outbox, part, shard)
    }
  })
  const held: string[] = []
  const drain = async () => {
    for (const { record } of (await claim({ limit: 30 })).leased) held.push(`${record.roomId} ${record.seq}`)
  }
  await Promise.all([...writing, drain(), drain(), drain()])
  for (let last = -1; held.length > last; ) {
    last = held.length
    await drain()
  }
  expect(new Set(held).size).toBe(360)
  expect(held.length).toBe(360)
})

test('a row is claimed only once it is due, and the oldest first', async () => {
  const { shard, claim } = await fillShard(5)
  const [first] = await rowsOf(shard)
  await outbox
    .update(tempOutbox)
    .set({ nextAttemptAt: later(10) })
    .where(eq(tempOutbox.id, first?.id ?? 0n))
  expect(await findNextDue(outbox, shard)).toEqual(new Date(0))
  expect(seqs(await claim({ limit: 2 }))).toEqual([2, 3])
  expect(seqs(await claim())).toEqual([4, 5])
  expect(await findNextDue(outbox, shard)).toEqual(later(10))
  expect(seqs(await claim({ now: later(10) }))).toEqual([1])
  expect(await findNextDue(outbox, shard)).toBeNull()
})

test('a row is due at once, also when the clock of its room runs ahead', async () => {
  const { shard, claim } = await fillShard(0)
  await enqueueRecords(outbox, [buildRecord({ seq: 7, createdAt: later(3_600_000) })], shard)
  expect(seqs(await claim())).toEqual([7])
})

test('a drainer that lost its lease completes, fails and releases nothing', async () => {
  const { shard, claim } = await fillShard(2)
  const late = uuidv7()
  const { leased } = await claim({ token: late })
  const ids = leased.map(({ id }) => id)
  expect(await releaseStaleLeases(outbox, { now: later(1001) })).toBeGreaterThanOrEqual(2)
  const current = uuidv7()
  await claim({ token: current, now: later(1001) })
  expect(await completeRecords(outbox, { token: late, ids, now: T0 })).toBe(0)
  const failures = [{ id: ids[0] ?? '', attempts: 7, reason: 'late' }]
  expect(await failRecords(outbox, { token: late, failures, now: T0 })).toBe(0)
  expect(await releaseLease(outbox, { shard, token: late })).toBe(0)
  expect((await rowsOf(shard)).map((row) => [row.status, row.leaseToken])).toEqual([
    ['leased', current],
    ['leased', current],
  ])
  expect(await completeRecords(outbox, { token: current, ids, now: T0 })).toBe(2)
})

test('a lease that is still good is not freed', async () => {
  const { shard, claim } = await fillShard(1)
  await claim()
  await releaseStaleLeases(outbox, { now: later(999) })
  expect((await rowsOf(shard))[0]?.status).toBe('leased')
})

test('a released lease counts no attempt', async () => {
  const { shard, claim } = await fillShard(2)
  const token = uuidv7()
  await claim({ token })
  expect(await releaseLease(outbox, { shard, token })).toBe(2)
  expect((await claim()).leased.map(({ attempts }) => attempts)).toEqual([0, 0])
})

test('a refused row waits ever longer and is dead, with its reason, after the last attempt', async () => {
  const { shard, claim } = await fillShard(1)
  let now = T0
  const waits: number[] = []
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const token = uuidv7()
    const { leased } = await claim({ token, now })
    const failures = leased.map(({ id, attempts }) => ({ id, attempts, reason: 'postgres_22P02' }))
    expect(await failRecords(outbox, { token, failures, now })).toBe(attempt === MAX_ATTEMPTS ? 1 : 0)
    const [row] = await rowsOf(shard)
    waits.push((row?.nextAttemptAt.getTime() ?? 0) - now.getTime())
    now = row?.nextAttemptAt ?? now
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
  const [row] = await rowsOf(shard)
  expect(row).toMatchObject({
    status: 'dead',
    attempts: 8,
    deadLetterReason: 'postgres_22P02',
    leaseToken: null,
  })
  expect((await claim({ now: later(1e9) })).leased).toEqual([])
})

test('a row that is no record comes apart from the others', async () => {
  const { shard, claim } = await fillShard(3)
  const [, second] = await rowsOf(shard)
  await outbox
    .update(tempOutbox)
    .set({ actorId: 'nobody' })
    .where(eq(tempOutbox.id, second?.id ?? 0n))
  const { leased, malformed } = await claim()
  expect(leased.map(({ record }) => record.seq)).toEqual([1, 3])
  expect(malformed).toEqual([{ id: String(second?.id), attempts: 0, reason: 'malformed_row' }])
})

test('only rows delivered before the limit are purged, portion by portion', async () => {
  const { shard, claim } = await fillShard(5)
  const token = uuidv7()
  const { leased } = await claim({ token })
  const ids = leased.map(({ id }) => id)
  await completeRecords(outbox, { token, ids: ids.slice(0, 3), now: new Date(1000) })
  await completeRecords(outbox, { token, ids: ids.slice(3, 4), now: new Date(5000) })
  expect(await purgeDelivered(outbox, { before: new Date(5000), limit: 2 })).toBe(2)
  expect(await purgeDelivered(outbox, { before: new Date(5000), limit: 2 })).toBe(1)
  expect(await purgeDelivered(outbox, { before: new Date(5000), limit: 2 })).toBe(0)
  expect((await rowsOf(shard)).map((row) => row.status)).toEqual(['delivered', 'leased'])
})

test('the statistics tell queued, in flight, dead, delivered in the last minute and the oldest age', async () => {
  await outbox.delete(tempOutbox)
  expect(await readStatistics(outbox, { now: T0 })).toEqual({
    queued: 0,
    inFlight: 0,
    dead: 0,
    deliveredPerMinute: 0,
    oldestAgeMs: null,
  })
  const { shard, claim } = await fillShard(10)
  const token = uuidv7()
  const { leased } = await claim({ token, limit: 6 })
  const ids = leased.map(({ id }) => id)
  await completeRecords(outbox, { token, ids: ids.slice(0, 1), now: later(-60_001) })
  await completeRecords(outbox, { token, ids: ids.slice(1, 3), now: later(-59_000) })
  const failures = [{ id: ids[3] ?? '', attempts: MAX_ATTEMPTS - 1, reason: 'x' }]
  await failRecords(outbox, { token, failures, now: T0 })
  expect(await readStatistics(outbox, { now: T0 })).toEqual({
    queued: 4,
    inFlight: 2,
    dead: 1,
    deliveredPerMinute: 2,
    oldestAgeMs: 5,
  })
  expect(await listBusyShards(outbox)).toEqual([shard])
  await outbox.delete(tempOutbox).where(and(eq(tempOutbox.shard, shard)))
  expect(await listBusyShards(outbox)).toEqual([])
})
