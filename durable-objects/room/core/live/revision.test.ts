import { expect, test } from 'vitest'
import { PROTOCOL_REVISION } from '#schema/wire/protocol-version.ts'
import { buildActor, RoomWorld } from '#test/room/room-world.ts'

const gus = buildActor({ userId: '01900000-0000-7000-8000-000000000002', name: 'Gus' })
const EDIT_OF_NOTHING = { type: 'edited', target: { epoch: 1, seq: 0 }, text: '' }

async function talk(world: RoomWorld) {
  const owner = await world.enter()
  const old = await world.enter(gus)
  world.say(owner, { type: 'send', id: world.mintId(), text: 'a' })
  await world.settle()
  const target = { epoch: 1, seq: 4 }
  world.say(owner, { type: 'react', id: world.mintId(), target, emoji: '👍', on: true })
  world.say(owner, { type: 'pin', id: world.mintId(), target, on: true })
  await world.settle()
  await world.core.change(owner.actor, { topic: 'ice' })
  await world.core.changeMember(owner.actor, gus.userId, { role: 'moderator' })
  world.say(owner, { type: 'send', id: world.mintId(), text: 'b' })
  await world.advance(10_000)
  return { owner, old }
}

const shownAs = (index: number) => ({ ...EDIT_OF_NOTHING, seq: 5 + index })

test('[REV1] an older client sees an unbroken log, live', async () => {
  const world = new RoomWorld()
  const { old } = await talk(world)
  const log = old.socket.events.filter((event) => 'seq' in event)
  expect(log).toMatchObject([{ seq: 4, text: 'a' }, ...[0, 1, 2, 3].map(shownAs), { seq: 9, text: 'b' }])
})

test('[REV1] an older client sees an unbroken log in a replay, and nothing that is live only', async () => {
  const world = new RoomWorld()
  await talk(world)
  const again = await world.enter(gus, { epoch: 1, seq: 3 })
  await world.advance(10_000)
  const log = again.socket.events.filter((event) => 'seq' in event)
  expect(log).toMatchObject([{ seq: 4, text: 'a' }, ...[0, 1, 2, 3].map(shownAs), { seq: 9, text: 'b' }])
  expect(new Set(again.socket.events.map(({ type }) => type))).toEqual(
    new Set(['welcome', 'message', 'edited']),
  )
})

test('[REV1] to an older client who was removed has left', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const old = await world.enter(gus)
  const mia = buildActor({ userId: '01900000-0000-7000-8000-000000000003', name: 'Mia' })
  await world.enter(mia)
  await world.core.removeMember(owner.actor, mia.userId)
  expect(old.socket.of('membership').at(-1)).toMatchObject({ change: 'left', member: { id: mia.userId } })
})

test('[REV2] the room tells its revision, and a client of a later one is served as one of today', async () => {
  const world = new RoomWorld()
  await world.core.join(gus)
  const client = await world.open(gus)
  world.say(client, { type: 'hello', position: null, revision: 99 })
  await world.settle()
  expect(client.socket.of('welcome')).toMatchObject([{ revision: PROTOCOL_REVISION }])
  expect(client.socket.of('presence')).toHaveLength(1)
})
