import { compareServers, computeRatios } from './compare-servers.ts'
import type { Load, LoadRow } from './load/run-load.ts'
import { type Say, withBenchStand } from './with-bench-stand.ts'

export type FanoutResult = {
  rows: LoadRow[]
  ratios: Record<string, number>
  p99Ratios: Record<string, number>
}

// More in flight would make no server faster, only its latency longer: each is saturated.
const LOADS = [
  { sockets: 100, senders: 20, inFlight: 400 },
  { sockets: 500, senders: 20, inFlight: 100 },
  { sockets: 1000, senders: 20, inFlight: 100 },
].map((load): Load => ({ ...load, pauseMs: 0, warmUpMs: 3000, measureMs: 5000 }))

const speed = (row: LoadRow) => row.deliveriesPerSecond

/** Deliveries a second of a saturated room, with everything on, beside peers that only broadcast. */
export const runFanout = (
  say: Say,
  { loads = LOADS, rounds = 3 }: { loads?: readonly Load[]; rounds?: number } = {},
): Promise<FanoutResult> =>
  withBenchStand(async (stand) => {
    const rows = await compareServers(stand, { loads, rounds, key: speed, say })
    return {
      rows,
      ratios: computeRatios(rows, speed),
      p99Ratios: computeRatios(rows, (row) => row.p99Ms),
    }
  })
