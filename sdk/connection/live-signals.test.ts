import { expect, test } from 'vitest'
import { PROTOCOL_REVISION } from '#schema/wire/protocol-version.ts'
import { flush } from '../testing/fake-platform.ts'
import { YOU } from '../testing/fake-room.ts'
import { createFakeWorld } from '../testing/fake-world.ts'
import { openRoom } from '../testing/open-room.ts'

const at = (seq: number) => ({ epoch: 1, seq })

test('[REV2] hello tells what this client knows and what others may see', async () => {
  const { world } = await openRoom()
  expect(world.room.greetings).toEqual([
    { type: 'hello', position: null, revision: PROTOCOL_REVISION, presence: 'online', background: false },
  ])
})

test('[PRES3] [FOCUS2] what is chosen between hello and welcome is said after it', async () => {
  const world = createFakeWorld()
  const connection = world.connect({ background: true, position: at(0) })
  connection.open()
  await flush()
  world.network.accept(world.network.current)
  await flush()
  connection.setBackground(false)
  connection.setPresence('invisible')
  await world.settle()
  expect(world.room.greetings).toMatchObject([{ presence: 'online', background: true }])
  expect(world.room.signals).toEqual([
    { type: 'presence', state: 'invisible' },
    { type: 'focus', background: false, position: at(0) },
  ])
})

test('[REV3] an event of a kind that this client does not know moves the position, and nothing else', async () => {
  const { world, connection, seen, say } = await openRoom()
  say('a')
  await world.settle()
  const strange = { type: 'poll', epoch: 1, seq: 2, at: world.room.now, question: 'ice?' }
  world.network.current.onmessage?.({ data: JSON.stringify([strange, { type: 'weather', snow: true }]) })
  expect(connection.position).toEqual(at(2))
  expect(connection.state.kind).toBe('open')
  expect(seen).toEqual(['a'])
})

test('[TYPE1] typing is said again every few seconds only, and not at all after a send', async () => {
  const { world, connection } = await openRoom()
  for (let i = 0; i < 8; i += 1) {
    connection.setTyping(true)
    await world.live(500)
  }
  connection.send('done')
  connection.setTyping(false)
  await world.settle()
  expect(world.room.signals).toEqual([
    { type: 'typing', on: true },
    { type: 'typing', on: true },
  ])
  connection.setTyping(true)
  connection.setTyping(false)
  await world.settle()
  expect(world.room.signals.slice(2)).toEqual([
    { type: 'typing', on: true },
    { type: 'typing', on: false },
  ])
})

test('[CUR1] what was received and read is said once a second at most, forwards only, and read again after a loss', async () => {
  const { world, connection, say } = await openRoom()
  say('a')
  say('b')
  await world.settle()
  connection.markRead(at(1))
  connection.markRead(at(2))
  connection.markRead(at(1))
  await world.live(2_000)
  expect(world.room.signals).toEqual([{ type: 'cursor', delivered: at(2), read: at(2) }])
  world.network.current.drop()
  await world.live(5_000)
  expect(world.room.signals.slice(1)).toEqual([{ type: 'cursor', read: at(2) }])
})

test('[PRES3] what others see is said when it changes, and again in each hello', async () => {
  const { world, connection } = await openRoom()
  connection.setPresence('invisible')
  connection.setPresence('invisible')
  await world.settle()
  expect(world.room.signals).toEqual([{ type: 'presence', state: 'invisible' }])
  world.network.current.drop()
  await world.live(5_000)
  expect(world.room.greetings.at(-1)).toMatchObject({ presence: 'invisible' })
})

test('[FOCUS2] back from the background every missed event comes, once', async () => {
  const { world, connection, seen } = await openRoom()
  connection.setBackground(true)
  await world.settle()
  const other = { id: '01900000-0000-7000-8000-000000000002', name: 'Bo' }
  for (const text of ['a', 'b']) {
    world.room.append({ type: 'send', id: world.platform.mintId(world.room.now), text }, other)
  }
  connection.setBackground(false)
  await world.settle()
  expect(seen).toEqual(['a', 'b'])
  expect(connection.position).toEqual(at(2))
})

test('[FOCUS2] a position that was held is replayed from, also over a lost socket in the background', async () => {
  const { world, connection, seen, say } = await openRoom()
  say('first')
  await world.settle()
  connection.setBackground(true)
  await world.settle()
  world.room.append({ type: 'send', id: world.platform.mintId(world.room.now), text: 'missed' }, YOU)
  world.network.current.drop()
  await world.live(5_000)
  expect(world.room.greetings.at(-1)).toMatchObject({ background: true, position: at(1) })
  expect(connection.position).toEqual(at(1))
  connection.setBackground(false)
  await world.settle()
  expect(seen).toEqual(['first', 'missed'])
})

test('[ADV1] told to come anew, it changes sockets between two frames, and loses and doubles nothing', async () => {
  const { world, connection, seen, say } = await openRoom()
  say('before')
  await world.settle()
  connection.send('mine')
  world.network.current.onmessage?.({
    data: JSON.stringify([{ type: 'reconnect', reason: 'age', withinMs: 10_000 }]),
  })
  await world.live(9_500)
  say('meanwhile')
  await world.live(2_000)
  expect(world.network.sockets).toHaveLength(2)
  say('after')
  await world.settle()
  expect(seen).toEqual(['before', 'mine', 'meanwhile', 'after'])
  expect(connection.pending).toEqual([])
})

test('reactions and pins settle like every other operation, and a bad one is refused before it is said', async () => {
  const { world, connection, say } = await openRoom()
  say('a')
  await world.settle()
  const reaction = connection.react(at(1), '👍', true)
  const pin = connection.pin(at(1), true)
  await world.settle()
  expect([(await reaction.settled).seq, (await pin.settled).seq]).toEqual([2, 3])
  expect(() => connection.react(at(1), 'ok', true)).toThrow()
  expect(() => connection.send('x', { mentions: ['nobody'] })).toThrow()
  connection.send('x', { replyTo: at(1), thread: at(1), mentions: [YOU.id, YOU.id] })
  await world.settle()
  expect(world.room.log.at(-1)).toMatchObject({ replyTo: at(1), thread: at(1), mentions: [YOU.id] })
})
