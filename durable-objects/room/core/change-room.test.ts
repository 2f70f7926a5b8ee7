import { expect, test } from 'vitest'
import { buildActor, RoomWorld } from '#test/room/room-world.ts'

const owner = buildActor()
const gus = buildActor({ userId: '01900000-0000-7000-8000-000000000002', name: 'Gus', role: 'guest' })
const eve = buildActor({ userId: '01900000-0000-7000-8000-000000000003', name: 'Eve' })

test('[LOG1] the first call begins the log with the room and its owner', async () => {
  const world = new RoomWorld()
  expect(await world.core.describe(owner)).toMatchObject({
    ok: true,
    value: { name: 'Harbour', role: 'owner' },
  })
  await world.runAlarm()
  expect([...world.outboxRecords.values()].map(({ detail }) => detail)).toEqual([
    { type: 'room', change: 'created', name: 'Harbour' },
    { type: 'membership', userId: owner.userId, change: 'joined', role: 'owner' },
  ])
})

test('many first calls at once load and begin the room once', async () => {
  const world = new RoomWorld()
  await Promise.all([world.core.describe(owner), world.core.join(gus), world.core.join(eve)])
  await world.runAlarm()
  expect(world.calls.loadRoom).toBe(1)
  expect([...world.outboxRecords.values()].map(({ kind }) => kind)).toEqual([
    'room',
    ...Array(3).fill('membership'),
  ])
})

test('a beginning cut off by a failed write is begun again', async () => {
  const world = new RoomWorld()
  world.failNextWrite = true
  expect(await world.core.describe(owner)).toMatchObject({ ok: false, code: 'unavailable' })
  world.restart()
  expect(await world.core.describe(owner)).toMatchObject({ ok: true, value: { role: 'owner' } })
})

test('joining twice is one membership, and everyone sees it', async () => {
  const world = new RoomWorld()
  const client = await world.enter(owner)
  await Promise.all([world.core.join(gus), world.core.join(gus)])
  expect(client.socket.of('membership')).toMatchObject([
    { member: { name: 'Gus' }, change: 'joined', role: 'member' },
  ])
})

test('a private room does not exist for a stranger', async () => {
  const world = new RoomWorld({ visibility: 'private' })
  for (const call of [
    world.core.describe(gus),
    world.core.join(gus),
    world.core.leave(gus),
    world.core.change(gus, { name: 'x' }),
  ]) {
    expect(await call).toMatchObject({ ok: false, code: 'not_found' })
  }
  expect(await world.core.members(gus, { limit: 10 })).toMatchObject({ ok: false, code: 'not_found' })
  expect(await world.core.history(gus, { limit: 10 })).toMatchObject({ ok: false, code: 'not_found' })
})

test('the last owner stays while there is anyone else', async () => {
  const world = new RoomWorld()
  await world.core.join(gus)
  expect(await world.core.leave(owner)).toMatchObject({ ok: false, code: 'conflict' })
  await world.core.leave(gus)
  expect(await world.core.leave(owner)).toMatchObject({ ok: true, value: { role: null } })
})

test('who leaves loses every socket and every right', async () => {
  const world = new RoomWorld()
  await world.core.describe(owner)
  const client = await world.enter(gus)
  await world.core.leave(gus)
  expect(client.socket.closed?.code).toBe(4502)
  expect(await world.core.history(gus, { limit: 10 })).toMatchObject({ ok: false, code: 'forbidden' })
})

test('renaming takes an owner and a legal name', async () => {
  const world = new RoomWorld()
  await world.core.join(gus)
  expect(await world.core.change(gus, { name: 'Mine' })).toMatchObject({ ok: false, code: 'forbidden' })
  expect(await world.core.change(owner, { name: 'a\0b' })).toMatchObject({ ok: false, code: 'malformed' })
  expect(await world.core.change(owner, { name: ' Pier ' })).toMatchObject({
    ok: true,
    value: { name: 'Pier' },
  })
  world.restart()
  expect(await world.core.describe(owner)).toMatchObject({ value: { name: 'Pier' } })
})

test('[MSG4] an archived room closes its sockets, admits none and takes nothing, but can be read', async () => {
  const world = new RoomWorld()
  const client = await world.enter(owner)
  world.say(client, { type: 'send', id: world.mintId(), text: 'kept' })
  await world.settle()
  expect(await world.core.archive(owner)).toMatchObject({ ok: true, value: { archivedAt: world.nowMs } })
  expect(client.socket.of('room')).toMatchObject([{ change: 'archived' }])
  expect(client.socket.closed?.code).toBe(4504)
  expect(await world.decideAdmission(world.claims(owner))).toMatchObject({ type: 'close', code: 4504 })
  expect(await world.core.change(owner, { name: 'x' })).toMatchObject({ ok: false, code: 'archived' })
  expect(await world.core.join(gus)).toMatchObject({ ok: false, code: 'archived' })
  expect(await world.core.history(owner, { limit: 10 })).toMatchObject({
    value: { messages: [{ text: 'kept' }] },
  })
})

test('members are listed by time of joining, page by page', async () => {
  const world = new RoomWorld()
  await world.core.describe(owner)
  world.nowMs += 1
  await world.core.join(gus)
  await world.core.join(eve)
  const names: string[] = []
  let cursor: string | undefined
  do {
    const page = await world.core.members(gus, { cursor, limit: 2 })
    if (!page.ok) throw new Error(page.code)
    names.push(...page.value.members.map(({ user }) => user.name))
    cursor = page.value.nextCursor ?? undefined
  } while (cursor)
  expect(names).toEqual(['Olga Owner', 'Gus', 'Eve'])
  expect(await world.core.members(gus, { cursor: "' OR 1=1", limit: 2 })).toMatchObject({ code: 'malformed' })
})

test('[MSG6] edits and deletions: by their author, by a moderator where that is allowed, and on what is there', async () => {
  const world = new RoomWorld()
  const a = await world.enter(owner)
  const b = await world.enter(gus)
  const target = { epoch: 1, seq: 4 }
  world.say(b, { type: 'send', id: world.mintId(), text: 'by gus' })
  await world.settle()
  const ids = Array.from({ length: 7 }, () => world.mintId())
  world.say(a, { type: 'edit', id: ids[0], target, text: 'by olga' })
  world.say(a, { type: 'edit', id: ids[1], target: { epoch: 1, seq: 99 }, text: 'x' })
  world.say(a, { type: 'delete', id: ids[2], target: { epoch: 1, seq: 1 } })
  world.say(b, { type: 'edit', id: ids[3], target, text: 'by gus again' })
  await world.settle()
  world.say(a, { type: 'delete', id: ids[4], target })
  world.say(b, { type: 'edit', id: ids[5], target, text: 'too late' })
  await world.settle()
  world.say(a, { type: 'delete', id: ids[6], target })
  await world.settle()
  expect(a.socket.of('error').map(({ id, code }) => [id, code])).toEqual([
    [ids[0], 'forbidden'],
    [ids[1], 'not_found'],
    [ids[2], 'not_found'],
    [ids[6], 'conflict'],
  ])
  expect(b.socket.of('error').map(({ id, code }) => [id, code])).toEqual([[ids[5], 'conflict']])
  expect(a.socket.of('edited')).toMatchObject([{ id: ids[3], target, text: 'by gus again' }])
  expect(b.socket.of('deleted')).toMatchObject([{ id: ids[4], target, author: { name: 'Olga Owner' } }])
})

test('[ERR2] who joins and leaves without end has to wait, and others do not', async () => {
  const world = new RoomWorld()
  await world.core.describe(owner)
  for (let i = 0; i < 10; i += 1) {
    expect(await world.core.join(gus)).toMatchObject({ ok: true })
    expect(await world.core.leave(gus)).toMatchObject({ ok: true })
  }
  expect(await world.core.join(gus)).toEqual({ ok: false, code: 'rate_limited', retryAfterMs: 5000 })
  expect(await world.core.join(eve)).toMatchObject({ ok: true })
  world.nowMs += 5000
  expect(await world.core.join(gus)).toMatchObject({ ok: true })
})
