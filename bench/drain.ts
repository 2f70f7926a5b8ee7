import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { count } from 'drizzle-orm'
import { migrate } from '#dev/migrate.ts'
import { readOrCreateSecrets } from '#dev/platform/local-environment.ts'
import { startStand } from '#dev/stand/start-stand.ts'
import { messages } from '#schema/postgres/index.ts'
import { connectOutbox, type Outbox } from '#services/connections/outbox.ts'
import { connectPostgres, type Postgres } from '#services/connections/postgres.ts'
import { readStatistics } from '#services/outbox/read-statistics.ts'
import { fillOutbox } from './drain/fill-outbox.ts'
import { startDrainers } from './drain/start-drainers.ts'
import { pickMedian } from './statistics.ts'

type DrainRow = { messages: number; shards: number; seconds: number; messagesPerSecond: number }
export type DrainBenchmark = { rows: DrainRow[]; messagesPerSecond: number; leftInOutbox: number }

const SHARDS = 4
const FILL = { rooms: 40, messagesPerRoom: 500, shards: SHARDS }
const ROUNDS = 3
const LIMIT_MS = 60_000

/** From MySQL to Postgres by the drainer objects in workerd, engines writing durably. The figure is the median round. */
export async function runDrain(say: (line: string) => void): Promise<DrainBenchmark> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sentinel-bench-'))
  const stand = await startStand({ dataDir, ports: 'free', durable: true })
  try {
    await migrate(stand.env)
    const variables = { ...stand.env, ...readOrCreateSecrets(dataDir), OUTBOX_SHARDS: String(SHARDS) }
    const drainers = await startDrainers({ dataDir, variables })
    const outbox = connectOutbox(stand.env)
    const postgres = connectPostgres(stand.env)
    try {
      const rows: DrainRow[] = []
      for (let round = 0; round < ROUNDS; round += 1) {
        await fillOutbox(outbox, FILL)
        const row = await measure(postgres, (shard) => drainers.wake(shard))
        say(`${row.messages} messages in ${row.seconds} s: ${row.messagesPerSecond}/s`)
        rows.push(row)
      }
      const { messagesPerSecond } = pickMedian(rows, (row) => row.messagesPerSecond)
      return { rows, messagesPerSecond, leftInOutbox: await countLeft(outbox) }
    } finally {
      await drainers.stop()
    }
  } finally {
    await stand.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

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
