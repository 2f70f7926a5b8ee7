import { expect, test } from 'vitest'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { SentinelError } from '../sentinel-error.ts'
import { YOU } from '../testing/fake-room.ts'
import { createFakeWorld } from '../testing/fake-world.ts'
import { OTHER, openRoom } from '../testing/open-room.ts'
import type { ConnectionState } from './connection-state.ts'
import type { RoomConnection } from './room-connection.ts'

const texts = (connection: RoomConnection) => connection.pending.map((o) => 'text' in o && o.text)

test('opening fetches a ticket, offers it as a subprotocol, and says hello first', async () => {
  const { world, connection } = await openRoom()
  expect(world.network.current.protocols).toEqual(['sentinel.v1', 'ticket.t1'])
  expect(world.room.hellos).toEqual([null])
  expect(connection.state).toMatchObject({ kind: 'open', you: YOU, role: 'member', roomName: 'Lobby' })
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

test('[RESUME4] an acknowledgement does not move the position', async () => {
  const { world, connection, say } = await openRoom()
  say('a')
  await world.settle()
  const { now, head } = world.room
  connection.send('b')
  const id = connection.pending[0]?.id
  const ack = { type: 'ack', id, epoch: head.epoch, seq: head.seq + 1, at: now }
  world.network.current.onmessage?.({ data: JSON.stringify([ack]) })
  expect(connection.pending).toEqual([])
  world.network.current.drop()
  await world.live(2_000)
  expect(world.room.hellos.at(-1)).toEqual(head)
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

test('[CLOSE2] a deploy’s close is obeyed: not before the delay it names', async () => {
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

test('[CLOSE2] delays grow with each failure, never above 30 s, and start anew after a stable connection', async () => {
  const world = createFakeWorld()
  world.ticketFailure = new SentinelError({ code: 'unavailable' })
  const connection = world.connect()
  const delays: number[] = []
  connection.on('state', (state) => {
    if (state.kind === 'waiting') delays.push(state.retryAt - world.platform.now())
  })
  connection.open()
  await world.live(120_000)
  expect(delays.slice(0, 7)).toEqual([1_510, 2_010, 3_010, 5_010, 9_010, 17_010, 30_000])
  world.ticketFailure = null
  await world.live(60_000)
  world.network.current.drop()
  expect(delays.at(-1)).toBe(500)
})

test('coming online ends a wait that the client chose itself', async () => {
  const world = createFakeWorld()
  world.ticketFailure = new SentinelError({ code: 'unavailable' })
  const connection = world.connect()
  connection.open()
  await world.live(60_000)
  world.ticketFailure = null
  world.platform.comeOnline()
  await world.live(1_500)
  expect(connection.state.kind).toBe('open')
})

test('[CLOSE2] neither coming online nor opening again shortens the wait that the room chose', async () => {
  const { world, connection } = await openRoom()
  world.network.current.drop(4000, 'retry_after_ms=60000')
  await world.settle()
  world.platform.comeOnline()
  await world.live(30_000)
  expect(connection.state.kind).toBe('waiting')
  connection.close()
  connection.open()
  expect(connection.state.kind).toBe('waiting')
  await world.live(28_000)
  expect(world.tickets).toBe(1)
  await world.live(3_000)
  expect(connection.state.kind).toBe('open')
})

test('[CLOSE2] clients that are refused together come back at different moments, also the second time', async () => {
  const delays = new Set<number>()
  for (let chance = 0; chance <= 1; chance += 0.1) {
    const world = createFakeWorld()
    world.platform.chance = chance
    world.ticketFailure = new SentinelError({ code: 'unavailable' })
    const connection = world.connect()
    connection.on('state', (state) => {
      if (state.kind === 'waiting' && state.attempt === 1) delays.add(state.retryAt - world.platform.now())
    })
    connection.open()
    await world.settle()
  }
  expect(delays.size).toBe(11)
})

test('[CONN5] a silent socket is probed after 25 s and given up when no answer comes', async () => {
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
