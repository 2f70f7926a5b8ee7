import { beforeEach, expect, test } from 'vitest'
import { applyChange, type Standing, UNCHANGED } from '#domain/standing/standing.ts'
import type { RecordedChange, StandingChange } from '#domain/standing/standing-change.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { RelayWorld } from '#test/relay/relay-world.ts'
import { buildActor, RoomWorld } from '#test/room/room-world.ts'

const GUS_ID = '01900000-0000-7000-8000-000000000002'
const PHONE = '01900000-0000-7000-8000-0000000000b1'
const LAPTOP = '01900000-0000-7000-8000-0000000000b2'
const gus = (actor: object = {}) => buildActor({ userId: GUS_ID, name: 'Gus', sessionId: PHONE, ...actor })

let world: RoomWorld
beforeEach(() => {
  world = new RoomWorld()
})

const changes = (...all: StandingChange[]): RecordedChange[] =>
  all.map((change) => ({ id: crypto.randomUUID(), at: world.nowMs, change }))
const tell = (...all: StandingChange[]) => world.core.applyStanding(GUS_ID, changes(...all))
const standingAfter = (...all: StandingChange[]): Standing => changes(...all).reduce(applyChange, UNCHANGED)
const send = () => ({ type: 'send', id: world.mintId(), text: 'x' })

test('[REVOKE1] a revoked session closes with 4503, on this device alone', async () => {
  const owner = await world.enter()
  const [phone, laptop] = [await world.enter(gus()), await world.enter(gus({ sessionId: LAPTOP }))]
  await tell({ type: 'session-revoked', sessionId: PHONE })
  expect(phone.socket.closed?.code).toBe(CLOSE.sessionRevoked)
  expect([laptop.socket.closed, owner.socket.closed]).toEqual([null, null])
  world.say(laptop, send())
  await world.settle()
  expect(laptop.socket.of('ack')).toHaveLength(1)
  expect(phone.socket.of('message')).toEqual([])
})

test.each([
  ['[REVOKE1] all sessions but one', { type: 'sessions-revoked', exceptSessionId: LAPTOP }, 4503, null],
  ['[REVOKE2] a ban', { type: 'banned', until: null }, 4505, 4505],
  ['[REVOKE1] a deletion', { type: 'deleted' }, 4503, 4503],
] as const)(
  '%s reaches every open socket of the person, hibernated or not',
  async (_, change, phoneCode, laptopCode) => {
    await world.enter()
    const [phone, laptop] = [await world.enter(gus()), await world.enter(gus({ sessionId: LAPTOP }))]
    world.restart({ keepSockets: true })
    await tell(change)
    expect(phone.socket.closed?.code).toBe(phoneCode)
    expect(laptop.socket.closed?.code ?? null).toBe(laptopCode)
  },
)

test('[REVOKE3] a new role counts on open sockets at once, and outlives a hibernation', async () => {
  const owner = await world.enter()
  world.say(owner, send())
  await world.settle()
  const { epoch = 0, seq = 0 } = owner.socket.of('ack')[0] ?? {}
  const staff = await world.enter(gus({ role: 'moderator' }))
  await tell({ type: 'role', role: 'member', roleVersion: 2 })
  world.restart({ keepSockets: true })
  const deletion = { type: 'delete', id: world.mintId(), target: { epoch, seq } }
  world.say(staff, deletion)
  await world.settle()
  expect(staff.socket.closed).toBeNull()
  expect(staff.socket.of('error')).toMatchObject([{ id: deletion.id, code: 'forbidden' }])
})

test('[REVOKE3] who may no longer read the room by the new role is shown out', async () => {
  world = new RoomWorld({ visibility: 'private' })
  await world.enter()
  const watcher = await world.open(gus({ role: 'moderator' }))
  world.say(watcher, { type: 'hello', position: null })
  await tell({ type: 'role', role: 'member', roleVersion: 2 })
  expect(watcher.socket.closed?.code).toBe(CLOSE.membershipEnded)
})

test.each([
  ['a revoked session', { type: 'session-revoked', sessionId: PHONE }, 4503],
  ['a banned person', { type: 'banned', until: null }, 4505],
  ['a deleted person', { type: 'deleted' }, 4503],
] as const)('[REVOKE4] a ticket of %s, issued before, opens nothing', async (_, change, code) => {
  await world.enter(gus())
  world.standings.set(GUS_ID, standingAfter(change))
  expect(await world.decideAdmission(world.claims(gus()))).toMatchObject({ type: 'close', code })
})

test('[REVOKE4] a ticket of an older role opens a socket of the newer one', async () => {
  await world.enter(gus())
  world.standings.set(GUS_ID, standingAfter({ type: 'role', role: 'guest', roleVersion: 2 }))
  const admission = await world.decideAdmission(world.claims(gus({ role: 'moderator' })))
  expect(admission).toMatchObject({ type: 'admit', attachment: { role: 'guest' } })
})

test('[REVOKE4] a change that overtakes the answer of the inbox is not missed', async () => {
  await world.enter(gus())
  world.beforeInboxAnswers = async () => {
    world.beforeInboxAnswers = async () => {}
    world.standings.set(GUS_ID, standingAfter({ type: 'banned', until: null }))
    await tell({ type: 'banned', until: null })
  }
  expect(await world.decideAdmission(world.claims(gus()))).toMatchObject({
    type: 'close',
    code: CLOSE.banned,
  })
})

test('[REVOKE4] while the inbox can not be reached nobody is let in, and the ticket is not used up', async () => {
  await world.enter(gus())
  const claims = world.claims(gus())
  world.isInboxDown = true
  expect(await world.decideAdmission(claims)).toMatchObject({ type: 'close', code: CLOSE.restarting })
  world.isInboxDown = false
  expect(await world.decideAdmission(claims)).toMatchObject({ type: 'admit' })
})

test('[REVOKE1] what was under way when the session was revoked is not taken in', async () => {
  await world.enter(gus())
  // The room lost its storage: whether an id is known has to be asked of the record.
  world.loseStorage()
  world.room = world.room && { ...world.room, epoch: 1, head: { epoch: 1, seq: 2 } }
  const gate = Promise.withResolvers<void>()
  world.searchGate = gate.promise
  world.restart()
  const phone = await world.enter(gus())
  world.say(phone, { ...send(), id: world.mintId(world.nowMs - 3_600_000) })
  await world.settle()
  expect(world.calls.findByClientId).toBe(1)
  await tell({ type: 'session-revoked', sessionId: PHONE })
  gate.resolve()
  await world.settle()
  await world.runAlarm()
  expect([...world.outboxRecords.values()].map(({ kind }) => kind)).not.toContain('message')
})

test('[REVOKE3] a role that is told late does not take the place of a newer one', async () => {
  await world.enter()
  world.standings.set(GUS_ID, standingAfter({ type: 'role', role: 'moderator', roleVersion: 3 }))
  const staff = await world.enter(gus({ role: 'guest' }))
  await tell({ type: 'role', role: 'member', roleVersion: 2 })
  expect(staff.session?.actor.role).toBe('moderator')
  world.restart({ keepSockets: true })
  await tell({ type: 'role', role: 'guest', roleVersion: 3 })
  expect(staff.session?.actor.role).toBe('moderator')
  await tell({ type: 'role', role: 'guest', roleVersion: 4 })
  expect(staff.session?.actor.role).toBe('guest')
})

test('two tickets of a person at once do not go beyond the bound of sockets', async () => {
  await world.enter(gus())
  const outcomes = await Promise.all(
    Array.from({ length: 14 }, () =>
      world.open(gus()).then(
        (client) => client.session !== null,
        () => false,
      ),
    ),
  )
  expect(outcomes.filter(Boolean).length).toBeLessThanOrEqual(9)
})

test('[REVOKE5] sockets at relays end like those at the room; a new role makes them come anew', async () => {
  const relays = new RelayWorld()
  await relays.enter()
  const [phone, laptop] = [await relays.enter(gus()), await relays.enter(gus({ sessionId: LAPTOP }))]
  world = relays.room
  await relays.room.core.applyStanding(GUS_ID, changes({ type: 'session-revoked', sessionId: PHONE }))
  await relays.room.advance(0)
  expect(phone.socket.closed?.code).toBe(CLOSE.sessionRevoked)
  expect(laptop.socket.closed).toBeNull()
  await relays.room.core.applyStanding(GUS_ID, changes({ type: 'role', role: 'moderator', roleVersion: 2 }))
  await relays.room.advance(0)
  expect(laptop.socket.closed?.code).toBe(CLOSE.restarting)
})

test.each(['lost', 'answer lost'] as const)(
  '[REVOKE5] the room answers only when its relays have acted, also where their call is %s',
  async (fate) => {
    const relays = new RelayWorld()
    await relays.enter()
    const phone = await relays.enter(gus())
    world = relays.room
    let left = 3
    relays.fate = () => (left-- > 0 ? fate : 'arrives')
    await relays.room.core.applyStanding(GUS_ID, changes({ type: 'session-revoked', sessionId: PHONE }))
    expect(phone.socket.closed?.code).toBe(CLOSE.sessionRevoked)
    expect(left).toBeLessThan(0)
  },
)

test('[REVOKE5] what comes from a relay that was not told yet counts no more, however busy its client is', async () => {
  const relays = new RelayWorld()
  await relays.enter()
  const phone = await relays.enter(gus())
  world = relays.room
  const gate = Promise.withResolvers<never>()
  relays.room.deliver = () => gate.promise
  relays.say(phone, send())
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  const heads = () => relays.room.storage.readLastPage()?.lastSeq
  void relays.room.core.applyStanding(GUS_ID, changes({ type: 'banned', until: null }))
  await relays.room.settle()
  const before = heads()
  relays.say(phone, send(), send())
  await relays.room.settle()
  expect(heads()).toBe(before)
  expect(phone.socket.closed?.code).toBe(CLOSE.banned)
})

test('[REVOKE5] who was admitted before a change and reaches a relay after it is shown out at hello', async () => {
  const relays = new RelayWorld()
  await relays.enter()
  world = relays.room
  await relays.room.core.join(gus())
  const late = await relays.open(gus(), async () => {
    await relays.room.core.applyStanding(GUS_ID, changes({ type: 'session-revoked', sessionId: PHONE }))
    relays.room.restart()
  })
  relays.say(late, { type: 'hello', position: null, revision: 2 })
  await relays.room.advance(0)
  expect(late.socket.of('welcome')).toEqual([])
  expect(late.socket.closed?.code).toBe(CLOSE.sessionRevoked)
})

test('[REVOKE5] who was removed on the way to a relay is shown out at hello', async () => {
  const relays = new RelayWorld()
  await relays.enter()
  await relays.room.core.join(gus())
  const late = await relays.open(gus(), async () => {
    await relays.room.core.removeMember(buildActor(), GUS_ID)
    await relays.room.advance(0)
  })
  relays.say(late, { type: 'hello', position: null, revision: 2 })
  await relays.room.advance(0)
  expect(late.socket.of('welcome')).toEqual([])
  expect(late.socket.closed?.code).toBe(CLOSE.membershipEnded)
})
