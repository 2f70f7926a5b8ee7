import { compareServers, computeRatios } from './compare-servers.ts'
import type { Load, LoadRow } from './load/run-load.ts'
import { type Say, withBenchStand } from './with-bench-stand.ts'

export type LatencyResult = { rows: LoadRow[]; ratios: Record<string, number> }

const LOADS = [{ sockets: 10 }, { sockets: 100 }].map(
  (load): Load => ({ ...load, senders: 1, inFlight: 1, pauseMs: 100, warmUpMs: 1000, measureMs: 6000 }),
)

const median = (row: LoadRow) => row.p50Ms

/** Send to delivery in a room where one person says something now and then. */
export const runLatency = (
  say: Say,
  { loads = LOADS, rounds = 3 }: { loads?: readonly Load[]; rounds?: number } = {},
): Promise<LatencyResult> =>
  withBenchStand(async (stand) => {
    const rows = await compareServers(stand, { loads, rounds, key: median, say })
    return { rows, ratios: computeRatios(rows, median) }
  })
