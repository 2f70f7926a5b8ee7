import { expect, test } from 'vitest'
import { buildActor, OWNER_ID, RoomWorld } from '#test/room/room-world.ts'
import { MAX_SOCKET_AGE_MS } from './limits.ts'

const owner = buildActor()
const gus = buildActor({ userId: '01900000-0000-7000-8000-000000000002', name: 'Gus', role: 'guest' })

test.each([null, '', '%%%', 'bm90IGpzb24', btoa('{"userId":1}')])(
  'the header %j admits no one',
  async (header) => {
    const world = new RoomWorld()
    expect(await world.core.decideAdmission(header)).toEqual({ type: 'refuse', code: 'unauthenticated' })
  },
)

test('a ticket admits once, also across an eviction', async () => {
  const world = new RoomWorld()
  await world.core.join(owner)
  const claims = world.claims(owner)
  expect((await world.decideAdmission(claims)).type).toBe('admit')
  world.restart()
  expect(await world.decideAdmission(claims)).toMatchObject({ type: 'close', code: 4501 })
})

test.each<[string, object, number]>([
  ['an expired ticket', { expiresAt: 1 }, 4001],
  ['an expired session', { sessionExpiresAt: 1 }, 4001],
  ['a ticket for another room', { roomId: '01900000-0000-7000-8000-00000000bbbb' }, 4501],
])('%s is refused and not used up', async (_, claims, code) => {
  const world = new RoomWorld()
  await world.core.join(owner)
  const ticketId = world.mintId()
  const refused = await world.decideAdmission(world.claims(owner, { ticketId, ...claims }))
  expect(refused).toMatchObject({ type: 'close', code })
  expect((await world.decideAdmission(world.claims(owner, { ticketId }))).type).toBe('admit')
})

test('only members open a socket, and moderators of the platform', async () => {
  const world = new RoomWorld()
  expect(await world.decideAdmission(world.claims(gus))).toMatchObject({ type: 'close', code: 4502 })
  const moderator = await world.open({ ...gus, role: 'moderator' })
  world.say(moderator, { type: 'hello', position: null })
  expect(moderator.socket.of('welcome')).toMatchObject([{ role: 'moderator' }])
  world.say(moderator, { type: 'send', id: world.mintId(), text: 'x' })
  expect(moderator.socket.of('error')).toMatchObject([{ code: 'forbidden' }])
})

test('[CONN4] who asks for a socket can not tell a private room from none', async () => {
  const world = new RoomWorld({ visibility: 'private' })
  const ofPrivate = await world.decideAdmission(world.claims(gus))
  const ofNone = new RoomWorld()
  ofNone.room = null
  expect(await ofNone.decideAdmission(ofNone.claims(gus))).toEqual(ofPrivate)
})

test('one user may not hold more than ten sockets', async () => {
  const world = new RoomWorld()
  await world.core.join(owner)
  for (let i = 0; i < 10; i += 1) await world.open(owner)
  expect(await world.decideAdmission(world.claims(owner))).toMatchObject({ type: 'close', code: 4002 })
})

test('an expired session neither speaks nor listens on', async () => {
  const world = new RoomWorld()
  const speaker = await world.enter(owner)
  const sessionExpiresAt = world.nowMs + 1000
  await world.core.join(gus)
  const listener = await world.open(gus, { sessionExpiresAt })
  world.say(listener, { type: 'hello', position: null })
  const other = await world.open(gus, { sessionExpiresAt })
  world.nowMs += 1000
  world.say(other, { type: 'hello', position: null })
  world.say(speaker, { type: 'send', id: world.mintId(), text: 'not for them' })
  await world.settle()
  expect([listener.socket.closed?.code, other.socket.closed?.code]).toEqual([4001, 4001])
  expect(listener.socket.of('message')).toEqual([])
})

test('[CONN6] a socket must prove its session anew after half an hour at most, however long the session', async () => {
  const world = new RoomWorld()
  world.maxSocketAgeMs = MAX_SOCKET_AGE_MS
  world.restart()
  const speaker = await world.enter(owner)
  await world.core.join(gus)
  const listener = await world.open(gus)
  world.say(listener, { type: 'hello', position: null })
  world.nowMs += 24 * 60_000
  const fresh = await world.enter(owner)
  world.say(fresh, { type: 'send', id: world.mintId(), text: 'still for all' })
  await world.settle()
  expect(listener.socket.closed).toBeNull()
  world.nowMs += 6 * 60_000
  world.say(fresh, { type: 'send', id: world.mintId(), text: 'for the fresh one only' })
  await world.settle()
  expect([listener.socket.closed?.code, speaker.socket.closed?.code]).toEqual([4001, 4001])
  expect(listener.socket.of('message')).toHaveLength(1)
  expect(fresh.socket.of('message')).toHaveLength(2)
})

test('who says no hello in time is closed by the alarm, and used tickets are forgotten', async () => {
  const world = new RoomWorld()
  await world.core.join(owner)
  const silent = await world.open(owner)
  await world.runAlarm()
  // The cursor of who joined goes to the system of record.
  expect(world.alarmAt).toBe(world.nowMs + 10_000)
  world.nowMs += 10_000
  await world.runAlarm()
  expect(world.alarmAt).toBe(world.nowMs + 20_000)
  world.nowMs += 20_000
  await world.runAlarm()
  expect(silent.socket.closed?.code).toBe(4003)
  expect(world.storage.readNextTicketExpiry()).toBeNull()
  expect(world.alarmAt).toBeNull()
})

test('a room that is unknown answers not found, and unavailable while Postgres is down', async () => {
  const world = new RoomWorld()
  world.room = null
  expect(await world.core.describe(owner)).toEqual({ ok: false, code: 'not_found' })
  expect(world.storage.readDocument('filter-rules')).toBeNull()
  world.isRecordDown = true
  expect(await world.core.describe(owner)).toMatchObject({ ok: false, code: 'unavailable' })
  expect(await world.decideAdmission(world.claims(owner))).toEqual({ type: 'refuse', code: 'unavailable' })
})

test('a room that knows itself works on without Postgres and without the outbox', async () => {
  const world = new RoomWorld()
  await world.enter()
  world.isRecordDown = true
  world.isOutboxDown = true
  world.restart()
  const again = await world.enter()
  world.say(again, { type: 'send', id: world.mintId(), text: 'still here' })
  await world.settle()
  expect(again.socket.of('ack').length).toBe(1)
})

test('a room whose storage was lost begins a new epoch far above what may be under way', async () => {
  const member = {
    userId: OWNER_ID,
    name: 'Olga',
    role: 'owner' as const,
    joinedAt: new Date(0),
    leftAt: null,
    mutedUntil: null,
    changedSeq: 2,
  }
  const world = new RoomWorld({ head: { epoch: 3, seq: 500 }, epoch: 3, members: [member] })
  const client = await world.enter(owner, { epoch: 3, seq: 500 })
  expect(client.socket.of('welcome')).toMatchObject([
    { resume: 'resync', role: 'owner', head: { epoch: 4, seq: 1_000_500 } },
  ])
})

test('[LOG2] a room that loses its storage again and again before anything was recorded reuses no place', async () => {
  const world = new RoomWorld()
  const places = new Set<string>()
  for (const epoch of [1, 2, 3]) {
    const client = await world.enter(owner)
    world.say(client, { type: 'send', id: world.mintId(), text: `of epoch ${epoch}` })
    await world.settle()
    await world.runAlarm()
    const seq = (epoch - 1) * 1_000_000 + 3
    expect(client.socket.of('welcome')).toMatchObject([{ role: 'owner', head: { epoch, seq: seq - 1 } }])
    expect(client.socket.of('ack')).toMatchObject([{ epoch, seq }])
    places.add(`${epoch}:${seq}`)
    world.loseStorage()
    world.restart()
  }
  expect(world.outboxRecords.size).toBe(9)
  expect([...world.outboxRecords.keys()].filter((place) => places.has(place))).toHaveLength(3)
})

test('[LOG2] an epoch whose reply was lost is this room’s own, and a log begins at 1', async () => {
  const world = new RoomWorld()
  world.loseNextEpochReply = true
  expect(await world.core.join(owner)).toMatchObject({ ok: false, code: 'unavailable' })
  world.restart()
  const client = await world.enter(owner)
  expect(client.socket.of('welcome')).toMatchObject([{ head: { epoch: 1, seq: 2 } }])
})
