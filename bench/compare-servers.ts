import { type Load, type LoadRow, runLoad } from './load/run-load.ts'
import { openServer, SERVERS } from './servers/open-server.ts'
import { pickMedian } from './statistics.ts'
import type { BenchStand, Say } from './with-bench-stand.ts'

/** Every server under every load, in alternating rounds; each row is the median round of one server under one load. */
export async function compareServers(
  stand: BenchStand,
  {
    loads,
    rounds,
    key,
    say,
  }: { loads: readonly Load[]; rounds: number; key: (row: LoadRow) => number; say: Say },
): Promise<LoadRow[]> {
  const rows: LoadRow[] = []
  for (const load of loads) {
    const measured: LoadRow[] = []
    for (let round = 0; round < rounds; round += 1) {
      for (const name of round % 2 === 0 ? SERVERS : SERVERS.toReversed()) {
        const server = await openServer(stand, name, load.sockets)
        try {
          const row = await runLoad(server.peer, load)
          say(
            `${name}, ${row.sockets} sockets: ${row.deliveriesPerSecond}/s, p50 ${row.p50Ms} ms, p99 ${row.p99Ms} ms`,
          )
          measured.push(row)
        } finally {
          await server.stop()
        }
      }
    }
    for (const name of SERVERS) {
      const own = measured.filter(({ server }) => server === name)
      rows.push(pickMedian(own, key))
    }
  }
  return rows
}

/** How the room's figure stands to each other server's, by socket count. */
export function computeRatios(
  rows: readonly LoadRow[],
  key: (row: LoadRow) => number,
): Record<string, number> {
  const ratios: Record<string, number> = {}
  for (const room of rows.filter(({ server }) => server === 'room')) {
    for (const peer of rows) {
      if (peer.server === 'room' || peer.sockets !== room.sockets) continue
      ratios[`${peer.server} at ${room.sockets}`] = Math.round((key(room) / key(peer)) * 100) / 100
    }
  }
  return ratios
}
