import { expect, test } from 'vitest'
import { buildActor, type Client, OWNER_ID, RoomWorld } from '#test/room/room-world.ts'

const gus = buildActor({ userId: '01900000-0000-7000-8000-000000000002', name: 'Gus' })
const LONG = 'x'.repeat(4000)

/** About a million characters in about a minute. */
async function sayMuch(world: RoomWorld, speaker: Client): Promise<void> {
  for (let n = 0; n < 270; n += 1) {
    world.nowMs += 225
    world.say(speaker, { type: 'send', id: world.mintId(), text: LONG })
    await world.settle()
  }
}

test('[CONN5] who is told much and gives no sign of life is closed, and nobody else', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const deaf = await world.enter(gus)
  const listener = await world.enter(gus)
  const answer = () => {
    listener.socket.heartbeatAt = world.nowMs
  }
  await sayMuch(world, owner)
  answer()
  expect(deaf.socket.closed).toBeNull()
  await sayMuch(world, owner)
  expect(deaf.socket.closed).toMatchObject({ code: 4003 })
  expect([owner.socket.closed, listener.socket.closed]).toEqual([null, null])
  expect(listener.socket.of('message')).toHaveLength(540)
})

test('[CONN5] silence alone closes nobody: who is told little may sleep', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const quiet = await world.enter(gus)
  for (let minute = 0; minute < 10; minute += 1) {
    world.nowMs += 60_000
    world.say(owner, { type: 'send', id: world.mintId(), text: 'still awake?' })
    await world.settle()
  }
  expect(quiet.socket.closed).toBeNull()
})

test('who opens a thousand sockets holds ten of them, and others come in as before', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  await world.core.join(gus)
  const greedy = await Promise.allSettled(Array.from({ length: 1000 }, () => world.open(gus)))
  const held = greedy.flatMap((tried) => (tried.status === 'fulfilled' ? [tried.value] : []))
  expect(held.filter(({ socket }) => socket.closed === null)).toHaveLength(10)
  const other = await world.enter(buildActor({ userId: '01900000-0000-7000-8000-000000000003', name: 'Ida' }))
  world.say(owner, { type: 'send', id: world.mintId(), text: 'hello' })
  await world.settle()
  expect(other.socket.of('message')).toMatchObject([{ text: 'hello', author: { id: OWNER_ID } }])
})

test('who floods is closed with a time to come back, and others talk on', async () => {
  const world = new RoomWorld()
  world.limits = { messagesPerSecond: 5, messageBurst: 20 }
  world.restart()
  const owner = await world.enter()
  const flooder = await world.enter(gus)
  for (let n = 0; n < 200; n += 1) {
    const frame = Array.from({ length: 64 }, () => ({ type: 'send', id: world.mintId(), text: 'x' }))
    if (flooder.socket.closed === null) world.say(flooder, ...frame)
  }
  await world.settle()
  expect(flooder.socket.closed).toMatchObject({
    code: 4002,
    reason: expect.stringMatching(/^retry_after_ms=\d+$/),
  })
  world.say(owner, { type: 'send', id: world.mintId(), text: 'calm' })
  await world.settle()
  expect(owner.socket.of('ack')).toHaveLength(1)
})

test.each([
  ['an epoch that is to come', { epoch: 7, seq: 1 }, 'resync'],
  ['a place beyond the head', { epoch: 1, seq: 1_000_000 }, 'resync'],
  ['the largest place there can be', { epoch: 2 ** 31 - 1, seq: Number.MAX_SAFE_INTEGER }, 'resync'],
])('who lies about its position, with %s, is told to start over', async (_, position, resume) => {
  const world = new RoomWorld()
  const owner = await world.enter()
  world.say(owner, { type: 'send', id: world.mintId(), text: 'truth' })
  await world.settle()
  const liar = await world.enter(gus, position)
  expect(liar.socket.of('welcome')).toMatchObject([{ resume }])
  expect(liar.socket.of('message')).toEqual([])
})

test('[RESUME2] a replay that would be too heavy is refused as a whole; history has it all', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const position = owner.socket.of('welcome')[0]?.head
  for (let n = 0; n < 2_200; n += 8) {
    const frame = Array.from({ length: 8 }, () => ({ type: 'send', id: world.mintId(), text: LONG }))
    world.say(owner, ...frame)
    await world.settle()
  }
  const heavy = await world.enter(gus, position)
  expect(heavy.socket.of('welcome')).toMatchObject([{ resume: 'resync' }])
  expect(heavy.socket.of('message')).toEqual([])
  const head = owner.socket.of('message').at(-1)?.seq ?? 0
  const light = await world.enter(gus, { epoch: 1, seq: head - 600 })
  expect(light.socket.of('welcome')).toMatchObject([{ resume: 'replay' }])
  expect(light.socket.of('message').length).toBeGreaterThan(590)
})

test('[RESUME2] who has the room replay again and again is told to fetch the history, and others are not', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  for (let n = 0; n < 1_500; n += 50) {
    world.say(owner, ...Array.from({ length: 50 }, () => ({ type: 'send', id: world.mintId(), text: 'x' })))
    await world.settle()
  }
  const position = { epoch: 1, seq: 3 }
  const greedy = await world.enter(gus, null, { revision: 2 })
  for (let n = 0; n < 100; n += 1) {
    world.nowMs += 200
    world.say(greedy, { type: 'focus', background: true }, { type: 'focus', background: false, position })
    await world.settle()
  }
  const answers = greedy.socket.of('resumed').map(({ resume }) => resume)
  expect([answers[0], answers.at(-1)]).toEqual(['replay', 'resync'])
  expect(greedy.socket.of('message').length).toBeLessThan(120_000)
  const other = await world.enter(buildActor({ userId: '01900000-0000-7000-8000-000000000003' }), position)
  expect(other.socket.of('welcome')).toMatchObject([{ resume: 'replay' }])
})

test('[CUR2] who claims to have read what was never said is refused, and nobody is told', async () => {
  const world = new RoomWorld()
  const owner = await world.enter(undefined, null, { revision: 2 })
  const liar = await world.enter(gus)
  await world.advance(2_000)
  const before = owner.socket.of('receipts').length
  world.say(liar, { type: 'cursor', read: { epoch: 1, seq: 9_999 } })
  await world.advance(2_000)
  expect(liar.socket.of('error')).toMatchObject([{ code: 'malformed' }])
  expect(owner.socket.of('receipts')).toHaveLength(before)
})
