import { setTimeout as sleep } from 'node:timers/promises'
import { count } from 'drizzle-orm'
import { drainerName } from '#durable-objects/drainer/contract.ts'
import { messages } from '#schema/postgres/index.ts'
import { connectOutbox, type Outbox } from '#services/connections/outbox.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { readStatistics } from '#services/outbox/read-statistics.ts'
import { fillOutbox } from './drain/fill-outbox.ts'
import { startBenchWorker } from './start-bench-worker.ts'
import { pickMedian } from './statistics.ts'
import { type Say, withBenchStand } from './with-bench-stand.ts'

type DrainRow = { messages: number; shards: number; seconds: number; messagesPerSecond: number }
export type DrainBenchmark = { rows: DrainRow[]; messagesPerSecond: number; leftInOutbox: number }

const SHARDS = 4
const FILL = { rooms: 40, messagesPerRoom: 500, shards: SHARDS }
const ROUNDS = 3
const LIMIT_MS = 60_000

/** From MySQL to Postgres by the drainer objects in workerd, engines writing durably. The figure is the median round. */
export const runDrain = (say: Say): Promise<DrainBenchmark> =>
  withBenchStand(
    async ({ db, env, scriptPath, variables }) => {
      const outbox = connectOutbox(env)
      const shards = { ...variables, OUTBOX_SHARDS: String(SHARDS) }
      const worker = await startBenchWorker({ scriptPath, variables: shards })
      const wake = async (shard: number) => {
        const url = `${worker.origin.replace('ws', 'http')}/drainer/${drainerName(shard)}`
        if (!(await fetch(url)).ok) throw new Error(`The drainer of shard ${shard} could not be woken.`)
      }
      try {
        const rows: DrainRow[] = []
        for (let round = 0; round < ROUNDS; round += 1) {
          await fillOutbox(outbox, FILL)
          const row = await measure(db, wake)
          say(`${row.messages} messages in ${row.seconds} s: ${row.messagesPerSecond}/s`)
          rows.push(row)
        }
        const { messagesPerSecond } = pickMedian(rows, (row) => row.messagesPerSecond)
        return { rows, messagesPerSecond, leftInOutbox: await countLeft(outbox) }
      } finally {
        await worker.stop()
      }
    },
    { durable: true },
  )

async function measure(postgres: Postgres, wake: (shard: number) => Promise<void>): Promise<DrainRow> {
  const expected = FILL.rooms * FILL.messagesPerRoom
  const before = await countMessages(postgres)
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: SHARDS }, (_, shard) => wake(shard)))
  while ((await countMessages(postgres)) < before + expected) {
    if (performance.now() - startedAt > LIMIT_MS)
      throw new Error('The outbox was not drained within a minute.')
    await sleep(20)
  }
  const seconds = (performance.now() - startedAt) / 1000
  return {
    messages: expected,
    shards: SHARDS,
    seconds: Math.round(seconds * 100) / 100,
    messagesPerSecond: Math.round(expected / seconds),
  }
}

/** The last rows are marked a moment after Postgres has them. */
async function countLeft(outbox: Outbox): Promise<number> {
  for (let turn = 0; ; turn += 1) {
    const { queued, inFlight, dead } = await readStatistics(outbox, { now: new Date() })
    const left = queued + inFlight + dead
    if (left === 0 || turn === 100) return left
    await sleep(50)
  }
}

async function countMessages(postgres: Postgres): Promise<number> {
  const [row] = await postgres.select({ count: count() }).from(messages)
  return row?.count ?? 0
}
