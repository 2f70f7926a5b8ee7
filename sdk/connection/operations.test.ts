import { expect, test } from 'vitest'
import { MAX_TEXT_CHARACTERS } from '#schema/wire/limits.ts'
import { SentinelError } from '../sentinel-error.ts'
import { ROOM_ID, YOU } from '../testing/fake-room.ts'
import { createFakeWorld } from '../testing/fake-world.ts'
import { OTHER, openRoom } from '../testing/open-room.ts'
import type { RoomConnection } from './room-connection.ts'

const texts = (connection: RoomConnection) => connection.pending.map((o) => 'text' in o && o.text)

test('a sent message is acknowledged with its place in the log and seen once', async () => {
  const { world, connection, seen } = await openRoom()
  const { settled } = connection.send('hi')
  await world.settle()
  await expect(settled).resolves.toMatchObject({ epoch: 1, seq: 1 })
  expect(seen).toEqual(['hi'])
  expect(connection.pending).toEqual([])
})

test('[ORDER1] many sends in one go share one frame, and no second frame goes before the first is answered', async () => {
  const { world, connection } = await openRoom()
  connection.send('m0')
  await Promise.resolve()
  for (let n = 1; n < 71; n += 1) connection.send(`m${n}`)
  await world.platform.advance(1)
  expect(world.network.current.toRoom).toHaveLength(1)
  await world.settle()
  expect(world.room.received.map((frame) => frame.length)).toEqual([1, 64, 6])
  expect(world.room.log.map((event) => 'text' in event && event.text)).toEqual(
    Array.from({ length: 71 }, (_, n) => `m${n}`),
  )
})

test('what is said before opening and while disconnected is sent in order afterwards', async () => {
  const world = createFakeWorld()
  const connection = world.connect()
  connection.send('one')
  connection.open()
  await world.settle()
  world.network.current.drop()
  connection.send('two')
  connection.send('three')
  expect(texts(connection)).toEqual(['two', 'three'])
  await world.live(2_000)
  expect(world.room.log.map((event) => 'text' in event && event.text)).toEqual(['one', 'two', 'three'])
})

test('an operation whose acknowledgement was lost is repeated under the same id and recorded once', async () => {
  const { world, connection, seen } = await openRoom()
  const { settled } = connection.send('hi')
  await Promise.resolve()
  world.network.deliverToRoom(world.network.current)
  world.network.current.drop()
  await world.live(2_000)
  await expect(settled).resolves.toMatchObject({ seq: 1 })
  expect(world.room.log).toHaveLength(1)
  expect(seen).toEqual(['hi'])
})

test('[RESUME6] an own message in the replay acknowledges what was pending, with the text the filter left', async () => {
  const { world, connection } = await openRoom()
  const acks: (string | undefined)[] = []
  connection.on('ack', ({ ack }) => acks.push(ack.text))
  world.network.current.drop()
  const { operation } = connection.send('damn')
  world.room.append({ ...operation, type: 'send', text: '****' })
  await world.live(2_000)
  expect(acks).toEqual(['****'])
})

test('rate limited: waits as long as told, then goes on from the refused message, in order', async () => {
  const { world, connection } = await openRoom()
  world.room.refusals = [null, null, { code: 'rate_limited', retryAfterMs: 3_000 }]
  for (const text of ['a', 'b', 'c', 'd']) connection.send(text)
  await world.settle()
  expect(texts(connection)).toEqual(['c', 'd'])
  await world.live(2_500)
  expect(world.room.received).toHaveLength(1)
  await world.live(1_000)
  expect(world.room.received.slice(1).map((frame) => frame.length)).toEqual([2])
  expect(world.room.log.map((event) => 'text' in event && event.text)).toEqual(['a', 'b', 'c', 'd'])
})

test('a message refused for good rejects with its code, and the ones after it go through', async () => {
  const { world, connection } = await openRoom()
  const refused: string[] = []
  connection.on('error', ({ error, operation }) => refused.push(`${error.code} ${operation?.id}`))
  const bad = connection.send('a badword')
  const good = connection.send('good')
  await world.settle()
  await expect(bad.settled).rejects.toMatchObject({ code: 'filtered', operationId: bad.operation.id })
  await expect(good.settled).resolves.toMatchObject({ seq: 1 })
  expect(refused).toEqual([`filtered ${bad.operation.id}`])
})

test('[ORDER5] a refused frame whose offender is unknown is said again one operation at a time', async () => {
  const { world, connection } = await openRoom()
  const refuseFrame = () => {
    world.network.current.toRoom.shift()
    const error = { type: 'error', code: 'malformed', retryable: false, message: '' }
    world.network.current.toClient.push(JSON.stringify([error]))
  }
  const first = connection.send('a')
  const second = connection.send('b')
  await Promise.resolve()
  refuseFrame()
  world.network.deliverToClient(world.network.current)
  await world.platform.advance(1)
  refuseFrame()
  await world.settle()
  await expect(first.settled).rejects.toMatchObject({ code: 'malformed' })
  await expect(second.settled).resolves.toMatchObject({ seq: 1 })
})

test('a text that no room takes is refused at once and never queued', async () => {
  const { connection } = await openRoom()
  for (const text of ['', 'a\0b', '\ud800', 'x'.repeat(MAX_TEXT_CHARACTERS + 1)]) {
    expect(() => connection.send(text)).toThrow(SentinelError)
  }
  expect(connection.pending).toEqual([])
})

test('what was said under a clock that runs ahead gets new ids by the room’s clock before it is sent', async () => {
  const world = createFakeWorld()
  world.platform.skewMs = 3_600_000
  const connection = world.connect()
  const early = connection.send('early')
  const firstId = early.operation.id
  connection.open()
  await world.settle()
  connection.send('late')
  await world.settle()
  expect(early.operation.id).not.toBe(firstId)
  expect(world.room.log.map((event) => 'text' in event && event.text)).toEqual(['early', 'late'])
})

test('a kept message with an id from the future waits or gets a new id, and is recorded once', async () => {
  const world = createFakeWorld()
  const store = new Map<string, string>()
  const key = `sentinel.pending.1:${YOU.id}:${ROOM_ID}`
  const id = world.platform.mintId(world.room.now + 3_600_000)
  store.set(key, JSON.stringify({ position: null, operations: [{ type: 'send', id, text: 'kept' }] }))
  const connection = world.connect({ keep: { store: storeOf(store), accountId: YOU.id } })
  connection.open()
  await world.live(2_000)
  expect(world.room.log.map((event) => 'text' in event && event.text)).toEqual(['kept'])
  expect(connection.pending).toEqual([])
})

test('kept messages are said before newer ones, by a later process', async () => {
  const world = createFakeWorld()
  const store = new Map<string, string>()
  const keep = { store: storeOf(store), accountId: YOU.id }
  const before = world.connect({ keep })
  before.open()
  await world.settle()
  world.network.current.drop()
  before.send('one')
  before.send('two')
  before.close()
  await world.settle()
  const after = world.connect({ keep })
  after.send('three')
  after.open()
  await world.live(2_000)
  expect(world.room.log.map((event) => 'text' in event && event.text)).toEqual(['one', 'two', 'three'])
  expect(JSON.parse(store.values().next().value ?? '')).toEqual({
    position: { epoch: 1, seq: 3 },
    operations: [],
  })
})

test('another account’s kept messages are never said', async () => {
  const world = createFakeWorld()
  const connection = world.connect({ keep: { store: storeOf(new Map()), accountId: OTHER.id } })
  connection.send('mine, not yours')
  connection.open()
  await world.live(2_000)
  expect(connection.state).toMatchObject({ kind: 'closed', final: true, error: 'forbidden' })
  expect(world.room.received).toEqual([])
})

test('a frame that stays unanswered is said again on a new socket', async () => {
  const { world, connection } = await openRoom()
  connection.send('hi')
  await Promise.resolve()
  world.network.current.toRoom.length = 0
  await world.live(32_000)
  expect(world.network.sockets).toHaveLength(2)
  expect(world.room.log).toHaveLength(1)
})

test('a room that lost the hello is greeted again, and the operation is kept', async () => {
  const { world, connection } = await openRoom()
  world.room.refusals = [{ code: 'hello_required' }]
  const { settled } = connection.send('hi')
  await world.live(2_000)
  await expect(settled).resolves.toMatchObject({ seq: 1 })
})

test('someone else’s message under one’s own pending id acknowledges nothing', async () => {
  const { world, connection } = await openRoom()
  world.room.refusals = [{ code: 'unavailable', retryAfterMs: 10_000 }]
  const { operation } = connection.send('mine')
  await world.settle()
  world.network.broadcast([world.room.append({ type: 'send', id: operation.id, text: 'forged' }, OTHER)])
  await world.settle()
  expect(texts(connection)).toEqual(['mine'])
})

test('edits and deletions carry their target and settle like messages', async () => {
  const { world, connection } = await openRoom()
  connection.send('hi')
  await world.settle()
  const [message] = world.room.log
  if (message?.type !== 'message') throw new Error('no message')
  const edited = connection.edit(message, 'hello')
  const deleted = connection.delete(message)
  await world.settle()
  await expect(edited.settled).resolves.toMatchObject({ seq: 2 })
  await expect(deleted.settled).resolves.toMatchObject({ seq: 3 })
  expect(world.room.log.map((event) => event.type)).toEqual(['message', 'edited', 'deleted'])
})

function storeOf(map: Map<string, string>) {
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  }
}
