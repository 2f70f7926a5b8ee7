import { count, eq, inArray } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { tempOutbox } from '#schema/mysql/index.ts'
import { messages } from '#schema/postgres/index.ts'
import { connectOutbox, type Outbox } from '#services/connections/outbox.ts'
import { connectPostgres, type Postgres } from '#services/connections/postgres.ts'
import { buildRecord } from '#services/outbox/build-record.ts'
import { computeShard } from '#services/outbox/compute-shard.ts'
import { enqueueRecords } from '#services/outbox/enqueue-records.ts'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'

const SHARDS = 4
const DRAINED_WITHIN_MS = 40_000
let platform: TestPlatform
let outbox: Outbox
let postgres: Postgres
beforeAll(async () => {
  const { env } = inject('stand')
  outbox = connectOutbox(env)
  postgres = connectPostgres(env)
  platform = await startTestPlatform({ OUTBOX_SHARDS: String(SHARDS), DRAIN_BATCH_SIZE: '50' })
})
afterAll(() => platform.stop())

/** `each` messages in every one of some rooms, waiting in the outbox with nobody told of them. */
async function fillRooms(each: number): Promise<string[]> {
  const rooms = Array.from({ length: 8 }, () => uuidv7())
  for (const roomId of rooms) {
    const records = Array.from({ length: each }, (_, index) => buildRecord({ roomId, seq: index + 1 }))
    await enqueueRecords(outbox, records, computeShard(roomId, SHARDS))
  }
  return rooms
}

const countRecorded = async (rooms: string[]) =>
  (await postgres.select({ n: count() }).from(messages).where(inArray(messages.roomId, rooms)))[0]?.n ?? 0

const readStatuses = async (rooms: string[]) => {
  const rows = await outbox
    .selectDistinct({ status: tempOutbox.status })
    .from(tempOutbox)
    .where(inArray(tempOutbox.roomId, rooms))
  return rows.map((row) => row.status)
}

const drained = (rooms: string[], expected: number) =>
  vi.waitFor(
    async () => {
      expect(await countRecorded(rooms)).toBe(expected)
      expect(await readStatuses(rooms)).toEqual(['delivered'])
    },
    { timeout: DRAINED_WITHIN_MS, interval: 50 },
  )

test('the sweeper wakes the drainers for rows that nobody announced, stale leases among them', async () => {
  const rooms = await fillRooms(20)
  await outbox
    .update(tempOutbox)
    .set({ status: 'leased', leaseToken: uuidv7(), leaseExpiresAt: new Date(Date.now() - 1000) })
    .where(eq(tempOutbox.roomId, rooms[0] ?? ''))
  await platform.runCron()
  await drained(rooms, 160)
})

test('workerd killed in the middle of a drain loses and doubles nothing, and goes on by itself', async () => {
  const rooms = await fillRooms(300)
  await platform.runCron()
  await vi.waitFor(async () => expect(await countRecorded(rooms)).toBeGreaterThan(0), { interval: 5 })
  await platform.killWorkerd()
  const before = await countRecorded(rooms)
  await platform.start()
  await drained(rooms, 2400)
  expect(before).toBeLessThan(2400)
})
