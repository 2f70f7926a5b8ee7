import { expect, test } from 'vitest'
import { buildActor, RoomWorld } from '#test/room/room-world.ts'
import { Dedupe } from './dedupe.ts'

const gus = buildActor({ userId: '01900000-0000-7000-8000-000000000002', name: 'Gus' })
const HOUR_MS = 3_600_000

test('[MSG3] a repeated send gets the first acknowledgement and no second event', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const event = { type: 'send', id: world.mintId(), text: 'once' }
  world.say(owner, event)
  world.say(owner, event)
  await world.settle()
  world.nowMs += 5_000
  world.say(owner, event)
  await world.settle()
  expect(owner.socket.of('message').length).toBe(1)
  expect(owner.socket.of('ack').map(({ seq, at }) => [seq, at])).toEqual(
    Array(3).fill([3, owner.socket.of('message')[0]?.at]),
  )
})

test('[MSG1] the same id of another author is another operation', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const other = await world.enter(gus)
  const id = world.mintId()
  world.say(owner, { type: 'send', id, text: 'mine' })
  world.say(other, { type: 'send', id, text: 'also mine' })
  await world.settle()
  world.restart({ keepSockets: true })
  world.say(other, { type: 'send', id, text: 'also mine' })
  await world.settle()
  expect(owner.socket.of('message').map(({ text }) => text)).toEqual(['mine', 'also mine'])
  expect(other.socket.of('ack').map(({ seq }) => seq)).toEqual([5, 5])
})

test.each([1, HOUR_MS, 23 * HOUR_MS])(
  'a repetition after an eviction and %d ms is recognised',
  async (ms) => {
    const world = new RoomWorld()
    const owner = await world.enter()
    const event = { type: 'send', id: world.mintId(), text: 'once' }
    world.say(owner, event)
    await world.settle()
    world.nowMs += ms
    world.restart({ keepSockets: true })
    world.say(owner, event)
    await world.settle()
    expect(owner.socket.of('message').length).toBe(1)
    expect(owner.socket.of('ack').map(({ seq }) => seq)).toEqual([3, 3])
  },
)

test('an id that may stand in a trimmed page is looked for in Postgres, and refused while that is down', async () => {
  const world = new RoomWorld({ head: { epoch: 1, seq: 40 } })
  const owner = await world.enter()
  const id = world.mintId(world.nowMs - HOUR_MS)
  world.recordedIds.set(`${owner.actor.userId} ${id}`, { epoch: 1, seq: 7, at: 123 })
  world.isRecordDown = true
  world.say(owner, { type: 'send', id, text: 'from long ago' })
  await world.settle()
  expect(owner.socket.of('error')).toMatchObject([{ code: 'unavailable', id, retryable: true }])
  world.isRecordDown = false
  world.say(owner, { type: 'send', id, text: 'from long ago' })
  await world.settle()
  expect(owner.socket.of('ack')).toMatchObject([{ id, epoch: 1, seq: 7, at: 123 }])
  expect(owner.socket.of('message')).toEqual([])
})

test('[MSG2] a masked text is told again with the acknowledgement of a repetition', async () => {
  const world = new RoomWorld()
  world.rules = [{ id: 'r', pattern: 'darn', action: 'mask' }]
  const owner = await world.enter()
  const event = { type: 'send', id: world.mintId(), text: 'oh darn it' }
  world.say(owner, event)
  await world.settle()
  world.restart({ keepSockets: true })
  world.say(owner, event)
  await world.settle()
  expect(owner.socket.of('ack').map(({ text }) => text)).toEqual(['oh **** it', 'oh **** it'])
})

test('[MSG7] [ORDER2] an id from the future is refused, and the rest of its frame with it', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const ahead = world.mintId(world.nowMs + 60_001)
  const next = world.mintId()
  world.say(owner, { type: 'send', id: ahead, text: 'early' }, { type: 'send', id: next, text: 'after it' })
  await world.settle()
  expect(owner.socket.of('error')).toMatchObject([
    { code: 'clock_ahead', id: ahead },
    { code: 'clock_ahead', id: next },
  ])
  expect(owner.socket.of('message')).toEqual([])
})

test('[ORDER7] a slow search does not let a later message of the same author pass', async () => {
  const world = new RoomWorld({ head: { epoch: 1, seq: 40 } })
  const owner = await world.enter()
  world.nowMs += 100_000
  world.say(owner, { type: 'send', id: world.mintId(world.nowMs - HOUR_MS), text: 'first' })
  world.say(owner, { type: 'send', id: world.mintId(), text: 'second' })
  await world.settle()
  expect(owner.socket.of('message').map(({ text }) => text)).toEqual(['first', 'second'])
})

test('when memory is full the oldest ids become unsure, never new', () => {
  const dedupe = new Dedupe({ from: 0, earlierIds: new Set() }, 3)
  const base = Date.UTC(2026, 10, 1)
  const mint = (seconds: number) => {
    const time = (base + seconds * 1000).toString(16).padStart(12, '0')
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000001`
  }
  const operation = (id: string) =>
    ({
      type: 'message',
      actorId: 'a',
      clientId: id,
      tail: '',
      effect: null,
      mentioned: [],
      maskedText: null,
      frames: [],
      askers: [],
      settle: null,
    }) as const
  for (let i = 0; i < 5; i += 1)
    dedupe.commit({ ...operation(mint(i)), frames: [], askers: [] }, { epoch: 1, seq: i, at: base })
  expect([0, 1, 2, 3, 4].map((i) => dedupe.find(mint(i), 'a').type)).toEqual([
    'unsure',
    'unsure',
    'known',
    'known',
    'known',
  ])
  expect(dedupe.find(mint(9), 'a').type).toBe('new')
})

test('[MSG3] a repetition is recognised after an eviction when the room’s clock was set back since', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const event = { type: 'send', id: world.mintId(), text: 'once' }
  world.say(owner, event)
  await world.settle()
  world.nowMs -= HOUR_MS
  world.restart({ keepSockets: true })
  world.say(owner, event)
  await world.settle()
  expect(owner.socket.of('error')).toEqual([])
  expect(owner.socket.of('message').length).toBe(1)
  expect(owner.socket.of('ack').map(({ seq }) => seq)).toEqual([3, 3])
})

test('[ORDER6] repetitions pass where the rate limit is used up', async () => {
  const world = new RoomWorld()
  world.limits = { messagesPerSecond: 1, messageBurst: 3 }
  world.restart()
  const owner = await world.enter()
  const events = Array.from({ length: 3 }, (_, i) => ({ type: 'send', id: world.mintId(), text: `${i}` }))
  world.say(owner, ...events)
  world.say(owner, ...events)
  world.say(owner, { type: 'send', id: world.mintId(), text: 'one too many' })
  await world.settle()
  expect(owner.socket.of('ack')).toHaveLength(6)
  expect(owner.socket.of('error')).toMatchObject([{ code: 'rate_limited' }])
})
