import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFakeWorld } from '../testing/fake-world.ts'

const step = fc.oneof(
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 3_000 }) }),
  fc.constant({ kind: 'drop' as const }),
  fc.constant({ kind: 'online' as const }),
  fc.record({ kind: fc.constant('restart' as const), afterMs: fc.integer({ min: 0, max: 5_000 }) }),
  fc.constant({ kind: 'reopen' as const }),
  fc.record({ kind: fc.constant('advise' as const), withinMs: fc.integer({ min: 0, max: 2_000 }) }),
)

test('[CLOSE2] whatever the network and the room do, a client tries at most once a second', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (steps, chance) => {
        const world = createFakeWorld()
        world.platform.chance = chance
        const connection = world.connect()
        const attempts: number[] = []
        let notBefore = 0
        connection.on('state', (state) => {
          if (state.kind !== 'connecting') return
          expect(world.platform.elapsed()).toBeGreaterThanOrEqual(notBefore)
          attempts.push(world.platform.elapsed())
        })
        connection.open()
        await world.settle()
        for (const one of steps) {
          const socket = world.network.sockets.at(-1)
          if (one.kind === 'wait') await world.live(one.ms, one.ms)
          else if (one.kind === 'online') world.platform.comeOnline()
          else if (one.kind === 'drop') socket?.drop()
          else if (one.kind === 'reopen') {
            connection.close()
            connection.open()
          } else if (one.kind === 'restart') {
            if (connection.state.kind === 'open') notBefore = world.platform.elapsed() + one.afterMs
            socket?.drop(4000, `retry_after_ms=${one.afterMs}`)
          } else
            socket?.onmessage?.({
              data: JSON.stringify([{ type: 'reconnect', reason: 'age', withinMs: one.withinMs }]),
            })
          await world.settle()
        }
        const gaps = attempts.slice(1).map((at, i) => at - (attempts[i] ?? 0))
        expect(Math.min(...gaps, 1_000)).toBeGreaterThanOrEqual(1_000)
      },
    ),
    { numRuns: 150 },
  )
})
