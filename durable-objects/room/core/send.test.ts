import { expect, test } from 'vitest'
import { buildActor, RoomWorld } from '#test/room/room-world.ts'

const guest = buildActor({ userId: '01900000-0000-7000-8000-000000000002', name: 'Gus', role: 'guest' })

test('[MSG2] a message reaches every live socket once, and its sender is answered in front of it', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const other = await world.enter(guest)
  const id = world.mintId()
  world.say(owner, { type: 'send', id, text: 'good morning' })
  await world.settle()
  expect(other.socket.of('message')).toMatchObject([
    { id, text: 'good morning', author: { id: owner.actor.userId, name: 'Olga Owner' }, epoch: 1, seq: 4 },
  ])
  expect(owner.socket.frames.at(-1)).toMatchObject([
    { type: 'ack', id, epoch: 1, seq: 4 },
    { type: 'message', id, seq: 4 },
  ])
})

test('the whole of a frame becomes one page and one frame', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const before = owner.socket.frames.length
  world.say(
    owner,
    ...Array.from({ length: 64 }, (_, i) => ({ type: 'send', id: world.mintId(), text: `line ${i}` })),
  )
  await world.settle()
  expect(owner.socket.frames.length - before).toBe(1)
  expect(owner.socket.of('message').map(({ text }) => text)).toEqual(
    Array.from({ length: 64 }, (_, i) => `line ${i}`),
  )
})

test('what was said is on its way to the outbox after the alarm, its text encrypted', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  world.say(owner, { type: 'send', id: world.mintId(), text: 'for the record' })
  await world.settle()
  expect(world.alarmAt).not.toBeNull()
  await world.runAlarm()
  expect([...world.outboxRecords.values()].map(({ kind, seq }) => [kind, seq])).toEqual([
    ['room', 1],
    ['membership', 2],
    ['message', 3],
  ])
  const record = world.outboxRecords.get('1:3')
  expect(Buffer.from(record?.ciphertext ?? []).toString('latin1')).not.toContain('for the record')
  expect([world.calls.wakeDrainer, world.enqueued]).toEqual([1, [3]])
})

test('[ORDER3] a failed write refuses all that was queued, shows nothing to anyone, and the room goes on without a gap', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const other = await world.enter(guest)
  const ids = [world.mintId(), world.mintId()]
  const operations = ids.map((id) => ({ type: 'send', id, text: id }))
  world.failNextWrite = true
  world.say(owner, ...operations)
  await world.settle()
  expect(owner.socket.of('error').map(({ id, code }) => [id, code])).toEqual(
    ids.map((id) => [id, 'unavailable']),
  )
  expect(other.socket.of('message')).toEqual([])
  world.say(owner, ...operations)
  await world.settle()
  expect(other.socket.of('message').map(({ id, seq }) => [id, seq])).toEqual([
    [ids[0], 4],
    [ids[1], 5],
  ])
})

test('[ORDER3] an operation that was still being looked for does not pass one of its frame whose write failed', async () => {
  const world = new RoomWorld({ head: { epoch: 1, seq: 40 } })
  const owner = await world.enter()
  world.nowMs += 100_000
  let open = () => {}
  world.searchGate = new Promise((resolve) => {
    open = resolve
  })
  const ids = [world.mintId(), world.mintId(world.nowMs - 3_600_000)]
  world.failNextWrite = true
  world.say(owner, ...ids.map((id) => ({ type: 'send', id, text: id })))
  await world.settle()
  open()
  await world.settle()
  expect(owner.socket.of('error').map(({ id }) => id)).toEqual(ids)
  expect(owner.socket.of('message')).toEqual([])
})

test('[LOG3] what is stored stays stored when telling of it fails: sockets come back and learn it', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const event = { type: 'send', id: world.mintId(), text: 'stored' }
  await world.runAlarm()
  world.failNextAlarm = true
  world.say(owner, event)
  await world.settle()
  expect(owner.socket.of('error')).toEqual([])
  expect(owner.socket.closed?.code).toBe(4000)
  const again = await world.enter(owner.actor, { epoch: 1, seq: 2 })
  world.say(again, event, { type: 'send', id: world.mintId(), text: 'next' })
  await world.settle()
  expect(again.socket.of('message').map(({ seq, text }) => [seq, text])).toEqual([
    [3, 'stored'],
    [4, 'next'],
  ])
  expect(again.socket.of('ack').map(({ seq }) => seq)).toEqual([3, 4])
  expect(world.alarmAt).not.toBeNull()
})

test('a clock that was set back does not hold up the way to the outbox', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  await world.runAlarm()
  world.nowMs -= 3_600_000
  world.say(owner, { type: 'send', id: world.mintId(), text: 'earlier than before' })
  await world.settle()
  expect(world.alarmAt).toBeLessThan(world.nowMs + 1000)
})
