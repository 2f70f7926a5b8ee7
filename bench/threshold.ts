import { type HugeResult, runHuge } from './huge.ts'
import type { Say } from './with-bench-stand.ts'

export type ThresholdResult = { rows: HugeResult[] }

const SIZES = [500, 1_000, 2_000, 4_000]

/** One object holds every socket, at ever more of them: from where on a room is better held with relays. */
export async function runThreshold(
  say: Say,
  { sizes = SIZES, seconds = 20 }: { sizes?: readonly number[]; seconds?: number } = {},
): Promise<ThresholdResult> {
  const rows: HugeResult[] = []
  for (const sockets of sizes)
    rows.push(await runHuge(say, { sockets, seconds, relayThreshold: sockets + 1 }))
  return { rows }
}
