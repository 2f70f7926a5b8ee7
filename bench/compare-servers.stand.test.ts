import { expect, test } from 'vitest'
import { runFanout } from './fanout.ts'
import { SERVERS } from './servers/open-server.ts'

test('the room and each peer are measured under the same load, and every ratio is told', async () => {
  const load = { sockets: 4, senders: 2, inFlight: 4, pauseMs: 0, warmUpMs: 100, measureMs: 200 }
  const { rows, ratios } = await runFanout(() => {}, { loads: [load], rounds: 1 })
  expect(rows.map(({ server }) => server)).toEqual([...SERVERS])
  for (const row of rows) expect(row.deliveriesPerSecond).toBeGreaterThan(0)
  expect(Object.keys(ratios).sort()).toEqual(
    ['bare-object', 'partyserver', 'socket.io', 'ws'].map((name) => `${name} at 4`),
  )
})
