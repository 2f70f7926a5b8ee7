import { expect, test } from 'vitest'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { SentinelError } from '../sentinel-error.ts'
import { ROOM_ID, YOU } from '../testing/fake-room.ts'
import { createFakeWorld } from '../testing/fake-world.ts'
import type { ConnectionState } from './connection-state.ts'
import type { RoomConnection } from './room-connection.ts'

const OTHER = { id: '01900000-0000-7000-8000-000000000002', name: 'Bo' }

async function openRoom() {
  const world = createFakeWorld()
  const connection = world.connect()
  const seen: string[] = []
  connection.on('message', ({ text }) => seen.push(text))
  connection.open()
  await world.settle()
  const say = (text: string) =>
    world.network.broadcast([
      world.room.append({ type: 'send', id: world.platform.mintId(world.room.now), text }, OTHER),
    ])
  return { world, connection, seen, say }
}

const textsIn = (operations: { type: string; text?: string }[]) => operations.map((o) => o.text)
const texts = (connection: RoomConnection) => textsIn([...connection.pending])

test('opening fetches a ticket, offers it as a subprotocol, and says hello first', async () => {
  const { world, connection } = await openRoom()
  expect(world.network.current.protocols).toEqual(['sentinel.v1', 'ticket.t1'])
  expect(world.room.hellos).toEqual([null])
  expect(connection.state).toMatchObject({ kind: 'open', you: YOU, role: 'member', roomName: 'Lobby' })
})

test('a sent message is acknowledged with its place in the log and seen once', async () => {
  const { world, connection, seen } = await openRoom()
  const { settled } = connection.send('hi')
  await world.settle()
  await expect(settled).resolves.toMatchObject({ epoch: 1, seq: 1 })
  expect(seen).toEqual(['hi'])
  expect(connection.pending).toEqual([])
})

test('many sends in one go share one frame, and no second frame goes before the first is answered', async () => {
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

test('an own message in the replay acknowledges what was pending, with the text the filter left', async () => {
  const { world, connection } = await openRoom()
  const acks: (string | undefined)[] = []
  connection.on('ack', ({ ack }) => acks.push(ack.text))
  world.network.current.drop()
  const { operation } = connection.send('damn')
  world.room.append({ ...operation, type: 'send', text: '****' })
  await world.live(2_000)
  expect(acks).toEqual(['****'])
})

test('events missed while disconnected are replayed, none twice', async () => {
  const { world, seen, say } = await openRoom()
  say('a')
  await world.settle()
  world.network.current.drop()
  say('b')
  say('c')
  await world.live(2_000)
  expect(world.room.hellos.at(-1)).toEqual({ epoch: 1, seq: 1 })
  expect(seen).toEqual(['a', 'b', 'c'])
})

test('a jump in seq is not believed: the connection comes back and resumes from where it stood', async () => {
  const { world, connection, seen, say } = await openRoom()
  world.room.append({ type: 'send', id: world.platform.mintId(world.room.now), text: 'unseen' }, OTHER)
  say('after the gap')
  await world.settle()
  expect(connection.state.kind).toBe('waiting')
  expect(seen).toEqual([])
  await world.live(2_000)
  expect(seen).toEqual(['unseen', 'after the gap'])
})

test('a room that keeps skipping an event ends in a resync, not in an endless loop', async () => {
  const { world, connection, say } = await openRoom()
  const heads: number[] = []
  connection.on('resync', ({ head }) => heads.push(head.seq))
  world.room.append({ type: 'send', id: world.platform.mintId(world.room.now), text: 'lost' }, OTHER)
  say('b')
  world.room.log.shift()
  await world.live(20_000)
  expect(connection.state.kind).toBe('open')
  expect(heads).toEqual([2])
})

test('what cannot be replayed is announced as resync, and live events go on after it', async () => {
  const { world, connection, seen, say } = await openRoom()
  const heads: number[] = []
  connection.on('resync', ({ head }) => heads.push(head.seq))
  world.network.current.drop()
  world.room.maxReplay = 1
  for (const text of ['a', 'b', 'c']) say(text)
  await world.live(2_000)
  say('d')
  await world.settle()
  expect(heads).toEqual([3])
  expect(seen).toEqual(['d'])
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

test('a refused frame whose offender is unknown is said again one operation at a time', async () => {
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
  for (const text of ['', 'a\0b', '\ud800', 'x'.repeat(4001)]) {
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

test('a deploy’s close is obeyed: not before the delay it names', async () => {
  const { world, connection } = await openRoom()
  world.network.current.drop(CLOSE.restarting, 'retry_after_ms=5000')
  await world.live(4_900, 100)
  expect(connection.state.kind).toBe('waiting')
  await world.live(1_000)
  expect(connection.state.kind).toBe('open')
  expect(world.tickets).toBe(2)
})

test('closed for good: it does not come back, and what is pending stays pending', async () => {
  const { world, connection } = await openRoom()
  const { settled } = connection.send('hi')
  world.network.current.drop(CLOSE.membershipEnded)
  await world.live(60_000, 5_000)
  const closed: ConnectionState = { kind: 'closed', code: 4502, final: true, error: 'forbidden' }
  expect(connection.state).toEqual(closed)
  expect(world.tickets).toBe(1)
  expect(texts(connection)).toEqual(['hi'])
  await expect(Promise.race([settled, Promise.resolve('unsettled')])).resolves.toBe('unsettled')
})

test('no ticket because of a failure: tried again; because of a refusal: closed for good', async () => {
  const world = createFakeWorld()
  world.ticketFailure = new SentinelError({ code: 'unavailable', retryAfterMs: 1_000 })
  const connection = world.connect()
  connection.open()
  await world.settle()
  expect(connection.state).toMatchObject({ kind: 'waiting', attempt: 1 })
  world.ticketFailure = new SentinelError({ code: 'unauthenticated' })
  await world.live(3_000)
  expect(connection.state).toMatchObject({ kind: 'closed', final: true, error: 'unauthenticated' })
})

test('delays grow with each failure, never above 30 s, and start anew after a stable connection', async () => {
  const world = createFakeWorld()
  world.ticketFailure = new SentinelError({ code: 'unavailable' })
  const connection = world.connect()
  const delays: number[] = []
  connection.on('state', (state) => {
    if (state.kind === 'waiting') delays.push(state.retryAt - world.platform.now())
  })
  connection.open()
  await world.live(120_000)
  expect(delays.slice(0, 8)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  world.ticketFailure = null
  await world.live(60_000)
  world.network.current.drop()
  expect(delays.at(-1)).toBe(500)
})

test('coming online ends the wait', async () => {
  const world = createFakeWorld()
  world.ticketFailure = new SentinelError({ code: 'unavailable', retryAfterMs: 600_000 })
  const connection = world.connect()
  connection.open()
  await world.settle()
  world.ticketFailure = null
  world.platform.comeOnline()
  await world.settle()
  expect(connection.state.kind).toBe('open')
})

test('a silent socket is probed after 25 s and given up when no answer comes', async () => {
  const { world, connection } = await openRoom()
  const [first] = world.network.sockets
  await world.live(60_000)
  expect(world.network.sockets).toHaveLength(1)
  world.network.answersHeartbeats = false
  await world.live(29_000)
  expect(first?.isClosed).toBe(false)
  await world.live(6_000)
  expect(first?.closedWith).toBe(3000)
  expect(connection.state.kind).toBe('open')
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

test('unknown events and malformed frames are passed over', async () => {
  const { world, connection, seen, say } = await openRoom()
  for (const frame of ['{', '{}', 'null', '[1,{"type":"tomorrow"}]']) {
    world.network.current.toClient.push(frame)
  }
  say('still here')
  await world.settle()
  expect(seen).toEqual(['still here'])
  expect(connection.state.kind).toBe('open')
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
