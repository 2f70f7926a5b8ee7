import { asc, eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { connectControl } from '#dev/stand/connect-control.ts'
import { tempOutbox } from '#schema/mysql/index.ts'
import { messages } from '#schema/postgres/index.ts'
import { connectOutbox, type Outbox } from '#services/connections/outbox.ts'
import { connectPostgres, type Postgres } from '#services/connections/postgres.ts'
import { buildEvent, buildRecord } from '#services/outbox/build-record.ts'
import { enqueueRecords } from '#services/outbox/enqueue-records.ts'
import type { OutboxRecord } from '#services/outbox/outbox-record.ts'
import { createCrashingStore } from './crashing-store.ts'
import type { DrainStore } from './drain-store.ts'
import { FakeLeaseMemory } from './fake-drain-store.ts'
import { openDrainStore } from './open-drain-store.ts'
import { runDrain } from './run-drain.ts'

let outbox: Outbox
let postgres: Postgres
beforeAll(async () => {
  const { env } = inject('stand')
  await migrate(env)
  outbox = connectOutbox(env)
  postgres = connectPostgres(env)
})

let lastShard = 2000

async function fillShard(count: number, more: (roomId: string) => OutboxRecord[] = () => []) {
  lastShard += 1
  const shard = lastShard
  const roomId = uuidv7()
  const sent = Array.from({ length: count }, (_, index) => buildRecord({ roomId, seq: index + 1 }))
  await enqueueRecords(outbox, [...sent, ...more(roomId)], shard)
  const memory = new FakeLeaseMemory()
  const store = openDrainStore(inject('stand').env, shard, Date.now)
  const drain = (through: DrainStore = store) =>
    runDrain(
      { store: through, memory, now: Date.now, createToken: uuidv7 },
      { batchSize: 4, budgetMs: 20_000 },
    )
  return { shard, roomId, sent, store, drain }
}

async function expectExactlyOnce(roomId: string, sent: OutboxRecord[]) {
  const rows = await postgres
    .select({ seq: messages.seq, clientId: messages.clientId, ciphertext: messages.ciphertext })
    .from(messages)
    .where(eq(messages.roomId, roomId))
    .orderBy(asc(messages.seq))
  const hex = (bytes: Uint8Array | null) => Buffer.from(bytes ?? []).toString('hex')
  expect(rows.map((row) => [row.seq, row.clientId, hex(row.ciphertext)])).toEqual(
    sent.map((record) => [record.seq, record.clientId, hex(record.ciphertext)]),
  )
}

const rowsOf = (shard: number) =>
  outbox.select().from(tempOutbox).where(eq(tempOutbox.shard, shard)).orderBy(tempOutbox.id)

const crashes = Array.from({ length: 11 }, (_, index) => index + 1).flatMap((at) => [
  { at, when: 'before' } as const,
  { at, when: 'after' } as const,
])
test.each(crashes)('killed $when call $at it loses and doubles nothing', async ({ at, when }) => {
  const { shard, roomId, sent, store, drain } = await fillShard(10)
  expect((await drain(createCrashingStore(store, at, when))).outcome).toBe('failed')
  expect((await drain()).outcome).toBe('drained')
  await expectExactlyOnce(roomId, sent)
  expect((await rowsOf(shard)).map((row) => row.status)).toEqual(Array(10).fill('delivered'))
})

test('two drainers of the same shard at once record everything once', async () => {
  const { shard, roomId, sent, drain } = await fillShard(40)
  await Promise.all([drain(), drain(), drain()])
  await drain()
  await expectExactlyOnce(roomId, sent)
  expect((await rowsOf(shard)).every((row) => row.status === 'delivered')).toBe(true)
})

test('a poison row is put aside with its reason while all others arrive', async () => {
  const name = 'NUL \0 inside'
  const { shard, roomId, sent, drain } = await fillShard(9, (room) => [
    buildEvent({ roomId: room, seq: 50, kind: 'room', detail: { type: 'room', change: 'renamed', name } }),
  ])
  const poison = { actorId: 'nobody' }
  const [first] = await rowsOf(shard)
  await outbox
    .update(tempOutbox)
    .set(poison)
    .where(eq(tempOutbox.id, first?.id ?? 0n))
  expect(await drain()).toMatchObject({ outcome: 'drained', delivered: 8, refused: 2, dead: 0 })
  await expectExactlyOnce(roomId, sent.slice(1))
  const aside = (await rowsOf(shard)).filter((row) => row.status === 'queued')
  expect(aside.map((row) => [row.seq, row.attempts, row.deadLetterReason])).toEqual([
    [1, 1, 'malformed_row'],
    [50, 1, 'postgres_22P05'],
  ])
})

test('while Postgres or MySQL is stopped nothing is lost, and no attempt is counted', async () => {
  const control = connectControl(inject('stand').dataDir)
  for (const vendor of ['postgres', 'mysql'] as const) {
    const { shard, roomId, sent, drain } = await fillShard(10)
    await control[vendor].stop()
    try {
      for (let run = 0; run < 3; run += 1) expect((await drain()).outcome).toBe('failed')
    } finally {
      await control[vendor].start()
    }
    expect((await drain()).outcome).toBe('drained')
    await expectExactlyOnce(roomId, sent)
    const rows = await rowsOf(shard)
    expect(rows.map((row) => [row.status, row.attempts])).toEqual(Array(10).fill(['delivered', 0]))
  }
})
