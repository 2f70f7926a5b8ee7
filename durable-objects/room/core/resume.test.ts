import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildActor, type Client, RoomWorld } from '#test/room/room-world.ts'

const gus = buildActor({ userId: '01900000-0000-7000-8000-000000000002', name: 'Gus', role: 'guest' })
const LOGGED = new Set(['message', 'edited', 'deleted', 'membership', 'room'])

const logOf = ({ socket }: Client) =>
  socket.events.filter((event) => LOGGED.has(event.type)) as { type: string; epoch: number; seq: number }[]

async function talk(world: RoomWorld, client: Client, count: number) {
  for (let i = 0; i < count; i += 1) {
    world.say(client, { type: 'send', id: world.mintId(), text: `line ${i}` })
    await world.settle()
  }
}

test('[HELLO2] [RESUME1] a client that comes back gets every event after its position, in order, and then lives on', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  await talk(world, owner, 10)
  const guest = await world.enter(gus, { epoch: 1, seq: 5 })
  expect(guest.socket.of('welcome')).toMatchObject([{ resume: 'replay', head: { epoch: 1, seq: 13 } }])
  await talk(world, owner, 2)
  expect(logOf(guest).map(({ seq }) => seq)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
})

test('a position in the middle of a page is taken up there', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  world.say(
    owner,
    ...Array.from({ length: 10 }, (_, i) => ({ type: 'send', id: world.mintId(), text: `${i}` })),
  )
  await world.settle()
  const again = await world.enter(owner.actor, { epoch: 1, seq: 7 })
  expect(logOf(again).map(({ seq }) => seq)).toEqual([8, 9, 10, 11, 12])
})

test('[HELLO3] [LOG3] events that are flushed while a replay runs come once, in order', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  await talk(world, owner, 30)
  await world.core.join(gus)
  const guest = await world.open(gus)
  world.say(guest, { type: 'hello', position: { epoch: 1, seq: 2 } })
  for (let i = 0; i < 20; i += 1) world.say(owner, { type: 'send', id: world.mintId(), text: `during ${i}` })
  await world.settle()
  expect(guest.socket.events[0]).toMatchObject({ type: 'welcome' })
  const seqs = logOf(guest).map(({ seq }) => seq)
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => 3 + i))
  expect(seqs.at(-1)).toBe(53)
})

test.each([
  ['of another epoch', { epoch: 2, seq: 1 }],
  ['ahead of the head', { epoch: 1, seq: 99 }],
])('[RESUME2] a position %s is answered by resync, without a part of a replay', async (_, position) => {
  const world = new RoomWorld()
  const owner = await world.enter()
  await talk(world, owner, 3)
  const guest = await world.enter(gus, position)
  expect(guest.socket.of('welcome')).toMatchObject([{ resume: 'resync' }])
  expect(logOf(guest)).toEqual([])
})

test('a hibernated room wakes with its sockets and goes on where it was', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const guest = await world.enter(gus)
  await talk(world, owner, 2)
  world.restart({ keepSockets: true })
  await talk(world, owner, 1)
  expect(world.calls.loadRoom).toBe(1)
  expect(guest.socket.of('message').map(({ seq }) => seq)).toEqual([4, 5, 6])
})

test('a room whose replay was cut off by a restart sends its client away to come back', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  await talk(world, owner, 2)
  const guest = await world.open(owner.actor)
  world.say(guest, { type: 'hello', position: { epoch: 1, seq: 1 } })
  world.restart({ keepSockets: true })
  expect(guest.socket.closed).toEqual({ code: 4000, reason: 'retry_after_ms=5000' })
  await world.settle()
})

test('[RESUME5] no text that was edited or deleted since is replayed', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  world.say(owner, { type: 'send', id: world.mintId(), text: 'first wording' })
  world.say(owner, { type: 'send', id: world.mintId(), text: 'a secret slip' })
  await world.settle()
  world.say(owner, { type: 'edit', id: world.mintId(), target: { epoch: 1, seq: 3 }, text: 'second wording' })
  await world.settle()
  world.say(owner, { type: 'edit', id: world.mintId(), target: { epoch: 1, seq: 3 }, text: 'third wording' })
  world.say(owner, { type: 'edit', id: world.mintId(), target: { epoch: 1, seq: 4 }, text: 'still a slip' })
  await world.settle()
  world.say(owner, { type: 'delete', id: world.mintId(), target: { epoch: 1, seq: 4 } })
  await world.settle()
  const guest = await world.enter(gus, { epoch: 1, seq: 0 })
  const shown = JSON.stringify(guest.socket.events)
  for (const gone of ['first wording', 'second wording', 'a secret slip', 'still a slip'])
    expect(shown).not.toContain(gone)
  expect(guest.socket.of('message')).toMatchObject([
    { seq: 3, text: 'third wording', editedAt: world.nowMs },
    { seq: 4, text: '', deletedAt: world.nowMs },
  ])
  expect(guest.socket.of('edited').map(({ text }) => text)).toEqual(['third wording', 'third wording', ''])
})

test('[LOG2] whatever is said, repeated, dropped and restarted: one seq per id, in order, and a replay is the log', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('send' as const), count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ do: fc.constant('repeat' as const), back: fc.integer({ min: 1, max: 8 }) }),
    fc.record({ do: fc.constant('hibernate' as const) }),
    fc.record({ do: fc.constant('crash' as const) }),
    fc.record({ do: fc.constant('fail' as const) }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 59_000, 3_600_000) }),
    fc.record({ do: fc.constant('alarm' as const) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const world = new RoomWorld()
      let owner = await world.enter()
      const said: { id: string; text: string }[] = []
      const acks = new Map<string, string>()
      const settle = async () => {
        await world.settle()
        for (const { id, epoch, seq, at } of owner.socket.of('ack')) {
          const answer = `${epoch}:${seq}@${at}`
          expect(acks.get(id) ?? answer).toBe(answer)
          acks.set(id, answer)
        }
      }
      const say = async (operations: { id: string; text: string }[]) => {
        if (operations.length > 0) world.say(owner, ...operations.map((op) => ({ type: 'send', ...op })))
        await settle()
      }
      for (const next of steps) {
        if (next.do === 'send') {
          const fresh = Array.from({ length: next.count }, (_, i) => ({
            id: world.mintId(),
            text: `${said.length + i}`,
          }))
          said.push(...fresh)
          await say(fresh)
        } else if (next.do === 'repeat') await say(said.slice(-next.back))
        else if (next.do === 'hibernate') world.restart({ keepSockets: true })
        else if (next.do === 'crash') {
          world.restart()
          owner = await world.enter()
        } else if (next.do === 'fail') world.failNextWrite = true
        else if (next.do === 'wait') world.nowMs += next.ms
        else await world.runAlarm()
      }
      world.failNextWrite = false
      world.nowMs += 60_000
      await say(said)
      expect(acks.size).toBe(said.length)
      const reader = await world.enter(gus, { epoch: 1, seq: 0 })
      const log = logOf(reader)
      expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: log.length }, (_, i) => 1 + i))
      const ids = reader.socket.of('message').map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(new Set(ids)).toEqual(new Set(said.map(({ id }) => id)))
      await world.runAlarm()
      expect([...world.outboxRecords.values()].filter(({ kind }) => kind === 'message').length).toBe(
        ids.length,
      )
    }),
    { numRuns: 40 },
  )
}, 60_000)
