import { beforeEach, expect, test } from 'vitest'
import { MAX_PINS, MAX_REACTIONS_PER_MESSAGE } from '#schema/wire/limits.ts'
import { buildActor, type Client, RoomWorld } from '#test/room/room-world.ts'

const GUS = '01900000-0000-7000-8000-000000000002'
const gus = buildActor({ userId: GUS, name: 'Gus' })
const target = { epoch: 1, seq: 4 }

const TODAY = { revision: 2 }

let world: RoomWorld
let owner: Client
let guest: Client

beforeEach(async () => {
  world = new RoomWorld()
  owner = await world.enter(buildActor(), null, TODAY)
  guest = await world.enter(gus, null, TODAY)
  world.say(owner, { type: 'send', id: world.mintId(), text: 'first' })
  await world.settle()
})

const react = (emoji: string, on = true) => ({ type: 'react', id: world.mintId(), target, emoji, on })
const pin = (on: boolean, at = target) => ({ type: 'pin', id: world.mintId(), target: at, on })

async function codeOf(client: Client, ...events: object[]) {
  const before = client.socket.of('error').length
  world.say(client, ...events)
  await world.settle()
  return client.socket
    .of('error')
    .slice(before)
    .map(({ code }) => code)
}

async function readTarget() {
  const page = await world.core.history(gus, { before: target.seq + 1, limit: 1 })
  return page.ok ? page.value.messages[0] : undefined
}

test('[REACT1] a reaction is everyone’s to see, and stands once for each person and emoji', async () => {
  expect(await codeOf(guest, react('👍'), react('👍'))).toEqual(['conflict'])
  expect(await codeOf(guest, react('👍'), react('🎉', false))).toEqual(['conflict', 'conflict'])
  expect(await codeOf(owner, react('👍'), react('🎉'))).toEqual([])
  expect(owner.socket.of('reaction')).toMatchObject([
    { author: { id: GUS }, emoji: '👍', change: 'added', target },
    { author: { id: owner.actor.userId }, emoji: '👍' },
    { emoji: '🎉' },
  ])
  expect((await readTarget())?.reactions).toEqual([
    { emoji: '👍', count: 2, userIds: [GUS, owner.actor.userId] },
    { emoji: '🎉', count: 1, userIds: [owner.actor.userId] },
  ])
  expect(await codeOf(guest, react('👍', false))).toEqual([])
  expect((await readTarget())?.reactions).toMatchObject([{ emoji: '👍', count: 1 }, { emoji: '🎉' }])
})

test('[REACT2] reactions are bounded, and only to messages that stand', async () => {
  const emoji = Array.from({ length: MAX_REACTIONS_PER_MESSAGE + 1 }, (_, i) =>
    String.fromCodePoint(0x1f400 + i),
  )
  expect(await codeOf(guest, ...emoji.slice(0, -1).map((value) => react(value)))).toEqual([])
  expect(await codeOf(guest, react(emoji.at(-1) ?? ''))).toEqual(['conflict'])
  expect(await codeOf(owner, react(emoji[0] ?? ''))).toEqual([])
  expect(await codeOf(guest, { ...react('👍'), target: { epoch: 1, seq: 1 } })).toEqual(['not_found'])
  expect(await codeOf(guest, react('no emoji'), react('👍👍'), react(''))).toEqual([
    'malformed',
    'malformed',
    'malformed',
  ])
  expect(await codeOf(owner, { type: 'delete', id: world.mintId(), target })).toEqual([])
  expect(await codeOf(owner, react('🎉'))).toEqual(['conflict'])
  expect(await readTarget()).not.toHaveProperty('reactions')
})

test('[PIN1] moderators and owners pin, everyone sees it, and a deletion takes the pin away', async () => {
  expect(await codeOf(guest, pin(true))).toEqual(['forbidden'])
  expect(await codeOf(owner, pin(true), pin(true))).toEqual(['conflict'])
  expect(guest.socket.of('pin')).toMatchObject([{ change: 'pinned', target }])
  expect((await readTarget())?.pinnedAt).toBe(world.nowMs)
  expect(await world.core.pins(gus)).toMatchObject({
    ok: true,
    value: { messages: [{ seq: 4, text: 'first' }] },
  })
  expect(await codeOf(owner, pin(false), pin(false))).toEqual(['conflict'])
  expect(await world.core.pins(gus)).toEqual({ ok: true, value: { messages: [] } })
  expect(await codeOf(owner, pin(true), { type: 'delete', id: world.mintId(), target })).toEqual([])
  expect(await world.core.pins(gus)).toEqual({ ok: true, value: { messages: [] } })
})

test('[PIN1] pins are bounded, the latest comes first, and only readers see them', async () => {
  const sends = Array.from({ length: MAX_PINS }, () => ({ type: 'send', id: world.mintId(), text: 'x' }))
  expect(await codeOf(owner, ...sends)).toEqual([])
  const seqs = sends.map((_, i) => target.seq + i)
  expect(await codeOf(owner, ...seqs.map((seq) => pin(true, { epoch: 1, seq })))).toEqual([])
  expect(await codeOf(owner, pin(true, { epoch: 1, seq: target.seq + MAX_PINS }))).toEqual(['conflict'])
  const pins = await world.core.pins(gus)
  expect(pins.ok && pins.value.messages.map(({ seq }) => seq)).toEqual(seqs.toReversed())
  const stranger = buildActor({ userId: '01900000-0000-7000-8000-00000000000f' })
  expect(await world.core.pins(stranger)).toEqual({ ok: false, code: 'forbidden' })
})

test('reactions and pins outlive a restart', async () => {
  await codeOf(owner, react('👍'), pin(true))
  world.restart()
  expect(await readTarget()).toMatchObject({ reactions: [{ emoji: '👍', count: 1 }], pinnedAt: world.nowMs })
})

test('[REACT2] [PIN1] the bounds hold for what is said in one frame', async () => {
  const emoji = [...'😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓😔😕😖😗😘😙😚😛😜😝😞😟😠😡😢']
  expect(emoji.length).toBeGreaterThan(MAX_REACTIONS_PER_MESSAGE)
  const refused = await codeOf(guest, ...emoji.map((one) => react(one)))
  expect(refused).toEqual(Array(emoji.length - MAX_REACTIONS_PER_MESSAGE).fill('conflict'))
  const texts = Array.from({ length: MAX_PINS + 5 }, () => ({ type: 'send', id: world.mintId(), text: 'x' }))
  await codeOf(owner, ...texts)
  const seqs = owner.socket
    .of('message')
    .map(({ seq }) => seq)
    .slice(-texts.length)
  const pinned = await codeOf(owner, ...seqs.map((seq) => pin(true, { epoch: 1, seq })))
  expect(pinned).toEqual(Array(5).fill('conflict'))
})
