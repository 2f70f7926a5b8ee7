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
import { startBenchWorker } from './start-bench-worker.ts'

export type FanoutResult = { rows: FanoutRow[]; ratios: Record<string, number> }

const SATURATED = [
  { sockets: 100, senders: 10 },
  { sockets: 500, senders: 20 },
].map((load): Load => ({ ...load, inFlight: 100, pauseMs: 0, warmUpMs: 2000, measureMs: 4000 }))
const IDLE: Load = { sockets: 10, senders: 1, inFlight: 1, pauseMs: 20, warmUpMs: 500, measureMs: 4000 }
const ROUNDS = 3

/** Fan-out on one object, the room beside a bare broadcast, in alternating rounds; each row is the median round. */
export async function runFanout(say: (line: string) => void): Promise<FanoutResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sentinel-bench-'))
  const stand = await startStand({ dataDir, ports: 'free', durable: false })
  try {
    await migrate(stand.env)
    const db = connectPostgres(stand.env)
    await seedRules(db)
    const worker = await startBenchWorker({
      dataDir,
      variables: { ...stand.env, ...readOrCreateSecrets(dataDir) },
    })
    try {
      const rows: FanoutRow[] = []
      for (const load of [...SATURATED, IDLE]) {
        const rounds: FanoutRow[] = []
        for (let round = 0; round < ROUNDS; round += 1) {
          const { roomId, userIds } = await seedRoom(db, load.sockets)
          const peers: Peer[] = [
            createBarePeer(worker.origin),
            createRoomPeer(worker.origin, roomId, userIds),
          ]
          for (const peer of round % 2 === 0 ? peers : peers.toReversed()) {
            const row = await runLoad(peer, load)
            say(`${row.server}, ${row.sockets} sockets: ${row.deliveriesPerSecond}/s, p50 ${row.p50Ms} ms`)
            rounds.push(row)
          }
        }
        rows.push(...medianPerServer(rounds))
      }
      return { rows, ratios: computeRatios(rows) }
    } finally {
      await worker.stop()
    }
  } finally {
    await stand.stop()
    await rm(dataDir, { recursive: true, force: true })
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
    const bare = rows.find((row) => row.server === 'bare-object' && row.sockets === room.sockets)
    if (bare === undefined) continue
    const isIdle = room.inFlight === 1
    const [name, ratio] = isIdle
      ? ['idleP50', room.p50Ms / bare.p50Ms]
      : [`deliveries${room.sockets}`, room.deliveriesPerSecond / bare.deliveriesPerSecond]
    ratios[name] = Math.round(ratio * 100) / 100
  }
  return ratios
}
