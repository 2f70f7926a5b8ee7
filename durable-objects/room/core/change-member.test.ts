import { beforeEach, expect, test } from 'vitest'
import { buildActor, type Client, RoomWorld } from '#test/room/room-world.ts'

const idOf = (n: number) => `01900000-0000-7000-8000-00000000000${n}`
const olga = buildActor()
const gus = buildActor({ userId: idOf(2), name: 'Gus' })
const mia = buildActor({ userId: idOf(3), name: 'Mia' })
const staff = buildActor({ userId: idOf(4), name: 'Sam', role: 'moderator' })

const TODAY = { revision: 2 }

let world: RoomWorld
let owner: Client
let guest: Client
let moderator: Client

beforeEach(async () => {
  world = new RoomWorld()
  owner = await world.enter(olga, null, TODAY)
  guest = await world.enter(gus, null, TODAY)
  moderator = await world.enter(mia, null, TODAY)
  expect(await world.core.changeMember(olga, mia.userId, { role: 'moderator' })).toMatchObject({
    ok: true,
    value: { role: 'moderator' },
  })
})

const send = () => ({ type: 'send', id: world.mintId(), text: 'x' })

test('[MOD1] owners give roles, which count at once on open sockets', async () => {
  expect(guest.socket.of('membership').at(-1)).toMatchObject({
    change: 'role',
    role: 'moderator',
    member: { id: mia.userId },
    author: { id: olga.userId },
  })
  world.say(guest, send())
  await world.settle()
  const deletion = () => ({ type: 'delete', id: world.mintId(), target: guest.socket.of('ack')[0] })
  const { epoch = 0, seq = 0 } = guest.socket.of('ack')[0] ?? {}
  world.say(moderator, { ...deletion(), target: { epoch, seq } })
  await world.settle()
  expect(guest.socket.of('deleted')).toHaveLength(1)
  expect(await world.core.changeMember(mia, gus.userId, { role: 'moderator' })).toEqual({
    ok: false,
    code: 'forbidden',
  })
  expect(await world.core.changeMember(gus, gus.userId, { role: 'owner' })).toEqual({
    ok: false,
    code: 'forbidden',
  })
  expect(await world.core.changeMember(olga, idOf(9), { role: 'owner' })).toEqual({
    ok: false,
    code: 'not_found',
  })
  expect(await world.core.changeMember(olga, gus.userId, { role: 'king' } as never)).toMatchObject({
    code: 'malformed',
  })
})

test('[MOD1] the last owner stays one', async () => {
  expect(await world.core.changeMember(olga, olga.userId, { role: 'member' })).toEqual({
    ok: false,
    code: 'conflict',
  })
  for (const platformRole of [undefined, null, 'guest'] as const)
    expect(await world.core.changeMember(olga, mia.userId, { role: 'owner', platformRole })).toEqual({
      ok: false,
      code: 'conflict',
    })
  expect(
    await world.core.changeMember(olga, mia.userId, { role: 'owner', platformRole: 'member' }),
  ).toMatchObject({ ok: true })
  expect(await world.core.changeMember(mia, olga.userId, { role: 'member' })).toEqual({
    ok: false,
    code: 'forbidden',
  })
  expect(await world.core.changeMember(olga, olga.userId, { role: 'member' })).toMatchObject({ ok: true })
})

test('[MOD2] who stands higher removes a member, whose sockets are closed', async () => {
  expect(await world.core.removeMember(gus, mia.userId)).toEqual({ ok: false, code: 'forbidden' })
  expect(await world.core.removeMember(mia, olga.userId)).toEqual({ ok: false, code: 'forbidden' })
  expect(await world.core.removeMember(mia, gus.userId)).toEqual({ ok: true, value: null })
  expect(owner.socket.of('membership').at(-1)).toMatchObject({
    change: 'removed',
    member: { id: gus.userId },
    author: { id: mia.userId },
  })
  expect(guest.socket.closed).toMatchObject({ code: 4502 })
  expect(await world.core.members(olga, { limit: 10 })).toMatchObject({
    value: { members: [{ user: { id: olga.userId } }, { user: { id: mia.userId } }] },
  })
  expect(await world.core.removeMember(staff, olga.userId)).toEqual({ ok: true, value: null })
})

test('[MOD3] who is muted reads on and may delete, but says nothing until it ends', async () => {
  world.say(guest, send())
  await world.settle()
  const { epoch = 0, seq = 0 } = guest.socket.of('ack')[0] ?? {}
  expect(await world.core.muteMember(mia, gus.userId, { seconds: 60 })).toMatchObject({
    value: { mutedUntil: world.nowMs + 60_000 },
  })
  expect(guest.socket.of('moderation')).toMatchObject([
    { action: 'muted', member: { id: gus.userId }, author: { id: mia.userId }, until: world.nowMs + 60_000 },
  ])
  const target = { epoch, seq }
  world.say(
    guest,
    send(),
    { type: 'edit', id: world.mintId(), target, text: 'y' },
    { type: 'react', id: world.mintId(), target, emoji: '👍', on: true },
    { type: 'typing', on: true },
    { type: 'delete', id: world.mintId(), target },
  )
  await world.settle()
  expect(guest.socket.of('error').map(({ code }) => code)).toEqual(Array(4).fill('forbidden'))
  expect(guest.socket.of('deleted')).toHaveLength(1)
  await world.advance(60_001)
  world.say(guest, send())
  await world.settle()
  expect(guest.socket.of('message').at(-1)).toMatchObject({ author: { id: gus.userId } })
})

test('[MOD3] a mute is for those below, of a bounded time, and can be ended', async () => {
  expect(await world.core.muteMember(gus, mia.userId, { seconds: 60 })).toEqual({
    ok: false,
    code: 'forbidden',
  })
  for (const seconds of [0, 59, 1e9, 1.5])
    expect(await world.core.muteMember(mia, gus.userId, { seconds })).toEqual({
      ok: false,
      code: 'malformed',
    })
  await world.core.muteMember(mia, gus.userId, { seconds: 3600 })
  expect(await world.core.unmuteMember(gus, gus.userId)).toEqual({ ok: false, code: 'forbidden' })
  expect(await world.core.unmuteMember(mia, gus.userId)).toMatchObject({ ok: true })
  expect(guest.socket.of('moderation').map(({ action }) => action)).toEqual(['muted', 'unmuted'])
  world.say(guest, send())
  await world.settle()
  expect(guest.socket.of('error')).toEqual([])
})

test('[MOD4] the topic is set by moderators and shown with the room', async () => {
  expect(await world.core.change(gus, { topic: 'ice' })).toEqual({ ok: false, code: 'forbidden' })
  expect(await world.core.change(mia, { topic: ' ice ', name: 'Lake' })).toMatchObject({
    value: { topic: 'ice', name: 'Lake' },
  })
  expect(guest.socket.of('room').map(({ change }) => change)).toEqual(['renamed', 'topic'])
  expect((await world.enter(gus)).socket.of('welcome')).toMatchObject([
    { room: { name: 'Lake', topic: 'ice' } },
  ])
  expect(await world.core.change(mia, { topic: '' })).not.toHaveProperty('value.topic')
  expect(await world.core.change(mia, {} as never)).toMatchObject({ code: 'malformed' })
})
