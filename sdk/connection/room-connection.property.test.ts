import fc from 'fast-check'
import { expect, test } from 'vitest'
import { flush } from '../testing/fake-platform.ts'
import type { Refusal } from '../testing/fake-room.ts'
import { createFakeWorld } from '../testing/fake-world.ts'

type Step =
  /** `bad`: the one among them that the word filter refuses. */
  | { do: 'say'; count: number; bad: number }
  | { do: 'chat' }
  | { do: 'accept' | 'toRoom' | 'toClient' | 'late' | 'drop' | 'lose' }
  | { do: 'refuse'; refusal: Refusal; after: number }
  | { do: 'wait'; ms: number }

const just = <T extends Step>(step: T) => fc.constant(step)
const refusal = fc.constantFrom<Refusal[]>(
  { code: 'rate_limited', retryAfterMs: 300 },
  { code: 'unavailable' },
  { code: 'internal', retryAfterMs: 10 },
)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      count: fc.integer({ min: 1, max: 5 }),
      bad: fc.nat(20),
    }),
  },
  just({ do: 'chat' }),
  { weight: 3, arbitrary: just({ do: 'accept' }) },
  { weight: 5, arbitrary: just({ do: 'toRoom' }) },
  { weight: 5, arbitrary: just({ do: 'toClient' }) },
  just({ do: 'late' }),
  just({ do: 'drop' }),
  just({ do: 'lose' }),
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('refuse' as const), refusal, after: fc.nat(4) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 5_000 }) }),
  },
)

const OTHER = { id: '01900000-0000-7000-8000-000000000002', name: 'Bo' }

async function run(steps: readonly Step[]) {
  const world = createFakeWorld()
  const { network, platform, room } = world
  const connection = world.connect({ position: { epoch: 1, seq: 0 } })
  const outcomes: string[][] = []
  const seen: number[] = []
  for (const type of ['message', 'edited', 'deleted'] as const) {
    connection.on(type, ({ seq }) => seen.push(seq))
  }
  const say = (isBad: boolean) => {
    const own: string[] = []
    const pending = connection.send(`own ${outcomes.push(own)} ${isBad ? 'badword' : ''}`)
    pending.settled.then(
      () => own.push('acknowledged'),
      () => own.push('refused'),
    )
  }
  connection.open()
  await world.settle()
  for (const now of steps) {
    const socket = network.sockets.at(-1)
    if (now.do === 'say') for (let n = 0; n < now.count; n += 1) say(n === now.bad)
    else if (now.do === 'wait') await platform.advance(now.ms)
    else if (now.do === 'refuse') room.refusals = [...Array<null>(now.after).fill(null), now.refusal]
    else if (now.do === 'chat') {
      network.broadcast([room.append({ type: 'send', id: platform.mintId(room.now), text: 'other' }, OTHER)])
    } else if (now.do === 'late') for (const old of network.sockets) network.deliverToRoom(old)
    else if (socket) {
      if (now.do === 'accept') network.accept(socket)
      if (now.do === 'toRoom') network.deliverToRoom(socket)
      if (now.do === 'toClient') network.deliverToClient(socket)
      if (now.do === 'drop') socket.drop()
      if (now.do === 'lose') socket.toRoom.length = 0
    }
    await flush()
  }
  room.refusals = []
  for (let seconds = 0; seconds < 300 && connection.pending.length > 0; seconds += 5) {
    await world.live(5_000, 1_000)
  }
  await world.live(60_000, 10_000)
  connection.close()
  await flush()
  return { outcomes, seen, log: room.log }
}

test('[ORDER4] however frames are dropped, delayed, refused and repeated: each operation settles once, in order, recorded once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 100, size: 'max' }), async (steps) => {
      const { outcomes, seen, log } = await run(steps)
      const recorded = log.flatMap((event) =>
        event.type === 'message' && event.text.startsWith('own ') ? [Number(event.text.split(' ')[1])] : [],
      )
      const acknowledged = outcomes.flatMap((own, index) => (own[0] === 'acknowledged' ? [index + 1] : []))
      expect(outcomes.every((own) => own.length === 1)).toBe(true)
      expect(recorded).toEqual(acknowledged)
      expect(seen).toEqual(log.map((event) => event.seq))
    }),
    { numRuns: 120, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
  )
}, 60_000)
