import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { HEARTBEAT_REQUEST } from '#schema/wire/protocol-version.ts'
import { connectOutbox } from '#services/connections/outbox.ts'
import { readStatistics } from '#services/outbox/read-statistics.ts'
import { type Cost, computeCost, type Usage } from './cost/compute-cost.ts'
import { type EngineUse, readEngineUse } from './cost/read-engine-use.ts'
import type { LightSocket } from './load/light-socket.ts'
import { openRoomSocket } from './load/peers.ts'
import { seedRoom } from './seed-room.ts'
import { type BenchWorker, startBenchWorker } from './start-bench-worker.ts'
import { type BenchStand, type Say, withBenchStand } from './with-bench-stand.ts'

export type CostRow = { people: number; messages: number; usage: Usage; dollarsPerMillion: Cost }
export type CostResult = { seconds: number; rows: CostRow[] }

/** Everyone says one thing a minute, tells each ten seconds how far they have read, and stays for an hour. */
const MESSAGES_PER_MINUTE = 1
const CURSOR_INTERVAL_MS = 10_000
const HEARTBEAT_INTERVAL_MS = 25_000
const STAY_SECONDS = 3600
/** A ticket and a socket; each asks Redis for the session or its limits. */
const REQUESTS_PER_VISIT = 2
const REDIS_COMMANDS_PER_VISIT = 2

const objectCounts = z.object({
  requests: z.number(),
  webSocketMessages: z.number(),
  rowsRead: z.number(),
  rowsWritten: z.number(),
  gigabyteSeconds: z.number(),
})
type Counts = z.infer<typeof objectCounts> & EngineUse

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))

/** What a million deliveries cost, from what a minute of talk is counted to use. */
export const runCost = (
  say: Say,
  { sizes = [10, 100, 1_000], seconds = 60 }: { sizes?: readonly number[]; seconds?: number } = {},
): Promise<CostResult> =>
  withBenchStand(async (stand) => {
    const rows: CostRow[] = []
    for (const people of sizes) {
      const worker = await startBenchWorker({ ...stand, counted: true })
      try {
        const row = await measure(stand, { worker, people, seconds })
        say(`${people} people: ${row.dollarsPerMillion.total.toFixed(2)} dollars per million deliveries`)
        rows.push(row)
      } finally {
        await worker.stop()
      }
    }
    return { seconds, rows }
  })

async function measure(
  stand: BenchStand,
  { worker, people, seconds }: { worker: BenchWorker; people: number; seconds: number },
): Promise<CostRow> {
  const { roomId, userIds } = await seedRoom(stand.db, people)
  const sockets: LightSocket[] = []
  for (const userId of userIds) sockets.push(await openRoomSocket(worker.origin, { roomId, userId }))
  for (const socket of sockets) socket.onData = () => {}
  const before = await readCounts(stand, worker)
  const messages = Math.round((people * MESSAGES_PER_MINUTE * seconds) / 60)
  await Promise.all([
    talk(sockets, { messages, seconds }),
    signal(sockets, { intervalMs: HEARTBEAT_INTERVAL_MS, seconds, frame: () => HEARTBEAT_REQUEST }),
    signal(sockets, {
      intervalMs: CURSOR_INTERVAL_MS,
      seconds,
      frame: (share) => JSON.stringify([encodeCursor(Math.floor(messages * share))]),
    }),
  ])
  await waitUntilRecorded(stand)
  const after = await readCounts(stand, worker)
  for (const socket of sockets) socket.end()
  const usage = describe({ before, after, people, messages, seconds })
  return { people, messages, usage, dollarsPerMillion: roundAll(computeCost(usage)) }
}

const encodeCursor = (seq: number) => ({ type: 'cursor', read: { epoch: 1, seq } })

async function talk(
  sockets: readonly LightSocket[],
  { messages, seconds }: { messages: number; seconds: number },
): Promise<void> {
  const startedAt = performance.now()
  for (let n = 0; n < messages; n += 1) {
    await delay(startedAt + (n * seconds * 1000) / messages - performance.now())
    const text = `Lorem ipsum dolor sit amet, consectetur adipiscing elit ${n}.`
    sockets[n % sockets.length]?.send(JSON.stringify([{ type: 'send', id: uuidv7(), text }]))
  }
}

/** Each socket in its turn, all of them once per interval. */
async function signal(
  sockets: readonly LightSocket[],
  { intervalMs, seconds, frame }: { intervalMs: number; seconds: number; frame: (share: number) => string },
): Promise<void> {
  const total = Math.floor((sockets.length * seconds * 1000) / intervalMs)
  const startedAt = performance.now()
  for (let n = 0; n < total; n += 1) {
    await delay(startedAt + (n * intervalMs) / sockets.length - performance.now())
    sockets[n % sockets.length]?.send(frame(n / total))
  }
}

async function waitUntilRecorded({ env }: BenchStand): Promise<void> {
  const outbox = connectOutbox(env)
  for (let empty = 0; empty < 5; ) {
    const { queued, inFlight } = await readStatistics(outbox, { now: new Date() })
    empty = queued + inFlight === 0 ? empty + 1 : 0
    await delay(500)
  }
}

async function readCounts(stand: BenchStand, { origin }: BenchWorker): Promise<Counts> {
  const response = await fetch(`${origin.replace('ws', 'http')}/counts`)
  return { ...objectCounts.parse(await response.json()), ...(await readEngineUse(stand)) }
}

function describe(input: {
  before: Counts
  after: Counts
  people: number
  messages: number
  seconds: number
}): Usage {
  const { before, after, people, messages, seconds } = input
  const used = (name: keyof Counts) => Math.round((after[name] - before[name]) * 1000) / 1000
  const visits = (people * seconds) / STAY_SECONDS
  return {
    deliveries: messages * people,
    workerRequests: visits * REQUESTS_PER_VISIT,
    redisCommands: visits * REDIS_COMMANDS_PER_VISIT,
    objectRequests: visits + used('requests'),
    // The platform answers heartbeats without waking the object, and counts them all the same.
    webSocketMessages:
      used('webSocketMessages') + Math.floor((people * seconds * 1000) / HEARTBEAT_INTERVAL_MS),
    gigabyteSeconds: used('gigabyteSeconds'),
    rowsRead: used('rowsRead'),
    rowsWritten: used('rowsWritten'),
    mysqlStatements: used('mysqlStatements'),
    mysqlCpuSeconds: used('mysqlCpuSeconds'),
    postgresStatements: used('postgresStatements'),
    postgresCpuSeconds: used('postgresCpuSeconds'),
  }
}

const roundAll = (cost: Cost): Cost => {
  const round = (value: number) => Math.round(value * 10_000) / 10_000
  return {
    connections: round(cost.connections),
    requests: round(cost.requests),
    duration: round(cost.duration),
    storage: round(cost.storage),
    outbox: round(cost.outbox),
    record: round(cost.record),
    total: round(cost.total),
  }
}
