import { beforeEach, expect, test } from 'vitest'
import type { Actor } from '#domain/roles/can.ts'
import type { Position } from '#schema/wire/ids.ts'
import { buildActor, type Client, RoomWorld } from '#test/room/room-world.ts'

const idOf = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const gus = buildActor({ userId: idOf(2), name: 'Gus' })

let world: RoomWorld

/** Comes in as a client of today does. */
const enter = (actor: Actor, hello: object = {}): Promise<Client> =>
  world.enter(actor, null, { revision: 2, ...hello })

const send = (event: object = {}) => ({ type: 'send', id: world.mintId(), text: 'x', ...event })

async function say(client: Client, ...events: object[]): Promise<Position> {
  world.say(client, ...events)
  await world.settle()
  const { epoch = 1, seq = 0 } = client.socket.of('ack').at(-1) ?? {}
  return { epoch, seq }
}

let owner: Client
let guest: Client

beforeEach(async () => {
  world = new RoomWorld()
  owner = await enter(buildActor())
  guest = await enter(gus)
  await world.advance(10_000)
})

test('[TYPE1] who writes is told, coalesced, and forgotten by silence, a message, or leaving', async () => {
  for (let i = 0; i < 5; i += 1) await say(guest, { type: 'typing', on: true })
  await world.advance(500)
  expect(owner.socket.of('typing')).toEqual([
    { type: 'typing', count: 1, users: [{ id: gus.userId, name: 'Gus' }] },
  ])
  await world.advance(6_000)
  expect(owner.socket.of('typing').map(({ count }) => count)).toEqual([1, 0])
  await say(guest, { type: 'typing', on: true })
  await world.advance(500)
  await say(guest, send())
  await world.advance(500)
  expect(owner.socket.of('typing').map(({ count }) => count)).toEqual([1, 0, 1, 0])
  await say(guest, { type: 'typing', on: true })
  await world.advance(500)
  if (guest.session) world.core.removeSocket(guest.session)
  await world.advance(500)
  expect(owner.socket.of('typing').map(({ count }) => count)).toEqual([1, 0, 1, 0, 1, 0])
})

test('[PRES1] a newcomer is told who is here, the others of the newcomer', async () => {
  const mia = buildActor({ userId: idOf(3), name: 'Mia' })
  const newcomer = await enter(mia, { presence: 'away' })
  expect(newcomer.socket.of('presence')).toMatchObject([{ online: 2, away: 1, whole: true }])
  expect(newcomer.socket.of('presence')[0]?.users).toHaveLength(3)
  const before = owner.socket.of('presence').length
  await world.advance(1_000)
  expect(owner.socket.of('presence').slice(before)).toEqual([
    {
      type: 'presence',
      online: 2,
      away: 1,
      users: [{ user: { id: mia.userId, name: 'Mia' }, state: 'away' }],
    },
  ])
})

test('[PRES2] who comes back at once was never away', async () => {
  const before = owner.socket.of('presence').length
  if (guest.session) world.core.removeSocket(guest.session)
  await world.advance(200)
  await enter(gus)
  await world.advance(10_000)
  expect(owner.socket.of('presence')).toHaveLength(before)
})

test('[PRES3] one invisible socket hides the person, also while writing', async () => {
  const second = await enter(gus, { presence: 'invisible' })
  await world.advance(10_000)
  expect(owner.socket.of('presence').at(-1)).toMatchObject({ online: 1, users: [{ state: 'offline' }] })
  await say(second, { type: 'typing', on: true })
  await world.advance(500)
  expect(owner.socket.of('typing')).toEqual([])
  await say(second, { type: 'presence', state: 'online' })
  await world.advance(10_000)
  expect(owner.socket.of('presence').at(-1)).toMatchObject({ online: 2, users: [{ state: 'online' }] })
})

test('[PRES4] in a huge room presence and typing are numbers, and receipts are not told', async () => {
  for (let n = 10; n < 212; n += 1) await enter(buildActor({ userId: idOf(n), name: `M${n}` }))
  await world.advance(10_000)
  const counted = owner.socket.of('presence').at(-1)
  expect(counted).toEqual({ type: 'presence', online: 204, away: 0 })
  await say(guest, { type: 'typing', on: true })
  await say(guest, { type: 'cursor', read: { epoch: 1, seq: 2 } })
  await world.advance(2_000)
  expect(owner.socket.of('typing').at(-1)).toEqual({ type: 'typing', count: 1 })
  expect(owner.socket.of('receipts')).toEqual([])
})

test('[PRES4] in a huge room typing is told every 5 s at most', async () => {
  for (let n = 10; n < 212; n += 1) await enter(buildActor({ userId: idOf(n), name: `M${n}` }))
  await world.advance(10_000)
  for (let i = 0; i < 20; i += 1) {
    await say(guest, { type: 'typing', on: i % 2 === 0 })
    await world.advance(500)
  }
  expect(owner.socket.of('typing').length).toBeLessThanOrEqual(3)
})

test('[CUR1] cursors move forwards only, are told to others, and outlive a kill once told', async () => {
  const position = await say(owner, send(), send())
  await say(guest, { type: 'cursor', delivered: position, read: { epoch: 1, seq: position.seq - 1 } })
  await say(guest, { type: 'cursor', read: { epoch: 1, seq: 1 } })
  await world.advance(1_000)
  expect(owner.socket.of('receipts')).toMatchObject([
    { receipts: [{ userId: gus.userId, delivered: position, read: { seq: position.seq - 1 } }] },
  ])
  world.restart()
  expect(await world.core.unread(gus)).toMatchObject({
    value: { head: position, delivered: position, read: { seq: position.seq - 1 }, unread: 1 },
  })
})

test('[CUR2] a cursor beyond the head, or of who is no member, is refused', async () => {
  const staff = await world.open(buildActor({ userId: idOf(9), role: 'moderator' }))
  world.say(staff, { type: 'hello', position: null, revision: 2 })
  await say(staff, { type: 'cursor', read: { epoch: 1, seq: 1 } })
  expect(staff.socket.of('error')).toMatchObject([{ code: 'forbidden' }])
  await say(guest, { type: 'cursor', read: { epoch: 1, seq: 1_000 } })
  await say(guest, { type: 'cursor', delivered: { epoch: 2, seq: 1 } })
  await say(guest, { type: 'cursor' })
  expect(guest.socket.of('error').map(({ code }) => code)).toEqual(['malformed', 'malformed', 'malformed'])
})

test('[CUR3] unread are the messages of others since the cursor: none deleted, none of one’s own, nothing else', async () => {
  const read = async () => {
    const answer = await world.core.unread(gus)
    return answer.ok ? answer.value.unread : null
  }
  expect(await read()).toBe(0)
  const first = await say(owner, send(), send(), send())
  await say(owner, { type: 'react', id: world.mintId(), target: first, emoji: '👍', on: true })
  expect(await read()).toBe(3)
  await say(owner, { type: 'delete', id: world.mintId(), target: first })
  expect(await read()).toBe(2)
  await say(guest, { type: 'cursor', read: { epoch: 1, seq: first.seq - 2 } })
  expect(await read()).toBe(1)
  expect((await enter(gus)).socket.of('welcome')[0]).not.toHaveProperty('unread')
  await say(guest, send())
  expect(await read()).toBe(0)
  expect((await enter(gus)).socket.of('welcome')).toMatchObject([{ unread: 0 }])
})

test('[CUR4] cursors reach the system of record within a minute or two, also after it was down', async () => {
  await world.runAlarm()
  world.savedCursors = []
  const position = await say(owner, send())
  await say(guest, { type: 'cursor', read: position })
  await world.advance(1_000)
  world.isRecordDown = true
  await world.advance(60_000)
  await world.runAlarm()
  expect(world.savedCursors).toEqual([])
  world.isRecordDown = false
  await world.advance(60_000)
  await world.runAlarm()
  expect(world.savedCursors).toContainEqual(
    expect.objectContaining({ userId: gus.userId, epoch: 1, readSeq: position.seq }),
  )
})

test('[FOCUS1] a room in the background gives heads and mentions, nothing else', async () => {
  await say(guest, { type: 'focus', background: true })
  const before = guest.socket.events.length
  const named = await say(owner, send(), send({ mentions: [gus.userId] }))
  await say(owner, { type: 'typing', on: true })
  await world.advance(10_000)
  expect(guest.socket.events.slice(before)).toEqual([
    { type: 'mention', message: expect.objectContaining({ seq: named.seq }) },
    { type: 'head', head: named },
  ])
  expect(owner.socket.of('presence').at(-1)).toMatchObject({ away: 1, users: [{ state: 'away' }] })
})

test('[FOCUS2] back in front it gets what it missed, in order, then lives on, also after a hibernation', async () => {
  const position = await say(owner, send())
  await say(guest, { type: 'focus', background: true })
  await say(owner, send(), send())
  await world.advance(10_000)
  world.restart({ keepSockets: true })
  await say(guest, { type: 'focus', background: false, position })
  await say(owner, send())
  expect(guest.socket.of('resumed')).toEqual([
    { type: 'resumed', resume: 'replay', head: { epoch: 1, seq: position.seq + 2 } },
  ])
  expect(guest.socket.of('message').map(({ seq }) => seq - position.seq)).toEqual([0, 1, 2, 3])
  await say(guest, { type: 'focus', background: false, position })
  expect(guest.socket.of('error')).toMatchObject([{ code: 'conflict' }])
})

test('[FOCUS3] a client may begin in the background', async () => {
  const passive = await enter(gus, { background: true })
  await say(owner, send())
  await world.advance(10_000)
  expect(passive.socket.events.map(({ type }) => type)).toEqual(['welcome', 'head'])
})

test('[ADV1] a socket near its end is told once to come anew, then closed at its end', async () => {
  world.maxSocketAgeMs = 600_000
  world.restart()
  owner = await enter(buildActor())
  const endsIn = (owner.session?.sessionExpiresAt ?? 0) - world.nowMs
  await world.advance(endsIn - 30_000)
  await say(owner, send())
  await say(owner, send())
  expect(owner.socket.of('reconnect')).toEqual([{ type: 'reconnect', reason: 'age', withinMs: 30_000 }])
  await world.advance(30_000)
  world.say(owner, send())
  expect(owner.socket.closed?.code).toBe(4001)
})

test('[NOTE1] people are told that recording is delayed, and when it goes on', async () => {
  world.isOutboxDown = true
  await say(owner, send())
  for (let i = 0; i < 4; i += 1) await world.runAlarm()
  expect(guest.socket.of('notice')).toMatchObject([{ code: 'recording_delayed' }])
  world.isOutboxDown = false
  await world.runAlarm()
  expect(guest.socket.of('notice').map(({ code }) => code)).toEqual([
    'recording_delayed',
    'recording_restored',
  ])
})

test('[SIG1] signals beyond their rate are refused for speed', async () => {
  for (let i = 0; i < 41; i += 1) world.say(guest, { type: 'presence', state: 'online' })
  expect(guest.socket.of('error')).toMatchObject([{ code: 'rate_limited', retryable: true }])
})

test('an idle room holds no timer, whatever went on before', async () => {
  const position = await say(owner, send({ mentions: [gus.userId] }))
  await say(guest, { type: 'typing', on: true }, { type: 'cursor', read: position })
  await say(guest, { type: 'focus', background: true })
  await say(owner, send())
  await world.advance(10_000)
  expect(world.timers).toEqual([])
})

test('[PRES1] [PRES2] who is here is known after a hibernation, and so is who leaves then', async () => {
  world.restart({ keepSockets: true })
  const third = await enter(buildActor({ userId: idOf(7), name: 'Tia' }))
  expect(third.socket.of('presence')[0]).toMatchObject({ whole: true, online: 3 })
  const leaving = world.clients.find(({ actor }) => actor.userId === gus.userId)
  if (leaving?.session) world.core.removeSocket(leaving.session)
  await world.advance(2_000)
  const told = third.socket.of('presence').flatMap(({ users = [] }) => users)
  expect(told).toContainEqual({ user: { id: gus.userId, name: gus.name }, state: 'offline' })
})

test('[PRES3] one socket that is invisible hides the typing and the receipts of all, and ends what was shown', async () => {
  await say(guest, { type: 'typing', on: true })
  await world.advance(1_000)
  expect(owner.socket.of('typing').at(-1)).toMatchObject({ count: 1 })
  const laptop = await enter(gus, { presence: 'invisible' })
  await say(laptop, { type: 'presence', state: 'invisible' })
  await world.advance(1_000)
  expect(owner.socket.of('typing').at(-1)).toMatchObject({ count: 0 })
  const told = owner.socket.events.length
  await say(guest, { type: 'typing', on: true })
  await say(guest, { type: 'cursor', read: { epoch: 1, seq: 2 } })
  await world.advance(3_000)
  expect(
    owner.socket.events.slice(told).filter(({ type }) => type === 'typing' || type === 'receipts'),
  ).toEqual([])
})

test('[CUR3] after a kill nobody’s own words are unread', async () => {
  await say(owner, send(), send(), send())
  world.restart()
  const again = await enter(buildActor())
  expect(again.socket.of('welcome')).toMatchObject([{ unread: 0 }])
  expect(await world.core.unread(gus)).toMatchObject({ value: { unread: 3 } })
})
