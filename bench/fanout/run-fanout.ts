import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '#dev/migrate.ts'
import { readOrCreateSecrets } from '#dev/platform/local-environment.ts'
import { startStand } from '#dev/stand/start-stand.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { pickMedian } from '../statistics.ts'
import { type FanoutRow, type Load, runLoad } from './load.ts'
import type { Peer } from './peer.ts'
import { createBarePeer, createRoomPeer } from './peers.ts'
import { seedRoom, seedRules } from './seed-room.ts'
import { bundleBenchWorker, startBenchWorker } from './start-bench-worker.ts'

export type FanoutResult = { rows: FanoutRow[]; ratios: Record<string, number> }

const SATURATED = [
  { sockets: 100, senders: 10 },
  { sockets: 500, senders: 20 },
].map((load): Load => ({ ...load, inFlight: 100, pauseMs: 0, warmUpMs: 2000, measureMs: 4000 }))
const IDLE = [{ sockets: 10 }, { sockets: 100 }].map(
  (load): Load => ({ ...load, senders: 1, inFlight: 1, pauseMs: 100, warmUpMs: 1000, measureMs: 6000 }),
)
const ROUNDS = 3

/** Fan-out on one object, the room beside a bare broadcast, in alternating rounds; each row is the median round. */
export async function runFanout(say: (line: string) => void): Promise<FanoutResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sentinel-bench-'))
  const stand = await startStand({ dataDir, ports: 'free', durable: false })
  try {
    await migrate(stand.env)
    const db = connectPostgres(stand.env)
    await seedRules(db)
    const variables = { ...stand.env, ...readOrCreateSecrets(dataDir) }
    const scriptPath = await bundleBenchWorker(dataDir)
    const rows: FanoutRow[] = []
    for (const load of [...SATURATED, ...IDLE]) {
      const rounds: FanoutRow[] = []
      for (let round = 0; round < ROUNDS; round += 1) {
        const { roomId, userIds } = await seedRoom(db, load.sockets)
        const peers: CreatePeer[] = [createBarePeer, (origin) => createRoomPeer(origin, roomId, userIds)]
        for (const createPeer of round % 2 === 0 ? peers : peers.toReversed()) {
          const row = await measure({ scriptPath, variables, createPeer, load })
          say(`${row.server}, ${row.sockets} sockets: ${row.deliveriesPerSecond}/s, p50 ${row.p50Ms} ms`)
          rounds.push(row)
        }
      }
      rows.push(...medianPerServer(rounds))
    }
    return { rows, ratios: computeRatios(rows) }
  } finally {
    await stand.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

type CreatePeer = (origin: string) => Peer
type Measurement = {
  scriptPath: string
  variables: Record<string, string>
  createPeer: CreatePeer
  load: Load
}

/** In a workerd of its own, so that no server pays for what another left behind. */
async function measure({ scriptPath, variables, createPeer, load }: Measurement): Promise<FanoutRow> {
  const worker = await startBenchWorker({ scriptPath, variables })
  try {
    return await runLoad(createPeer(worker.origin), load)
  } finally {
    await worker.stop()
  }
}

function medianPerServer(rounds: FanoutRow[]): FanoutRow[] {
  const servers = [...new Set(rounds.map((row) => row.server))].sort()
  return servers.map((server) => {
    const rows = rounds.filter((row) => row.server === server)
    return rows[0]?.inFlight === 1
      ? pickMedian(rows, (row) => row.p50Ms)
      : pickMedian(rows, (row) => row.deliveriesPerSecond)
  })
}

function computeRatios(rows: FanoutRow[]): Record<string, number> {
  const ratios: Record<string, number> = {}
  for (const room of rows.filter((row) => row.server === 'room')) {
    const bare = rows.find(
      (row) => row.server === 'bare-object' && row.sockets === room.sockets && row.inFlight === room.inFlight,
    )
    if (bare === undefined) continue
    const isIdle = room.inFlight === 1
    const [name, ratio] = isIdle
      ? [`idleP50At${room.sockets}`, room.p50Ms / bare.p50Ms]
      : [`deliveriesAt${room.sockets}`, room.deliveriesPerSecond / bare.deliveriesPerSecond]
    ratios[name] = Math.round(ratio * 100) / 100
  }
  return ratios
}
