import { expect, test } from 'vitest'
import { buildActor, type Client, RoomWorld } from '#test/room/room-world.ts'

const GUS = '01900000-0000-7000-8000-000000000002'
const STRANGER = '01900000-0000-7000-8000-00000000000f'
const gus = buildActor({ userId: GUS, name: 'Gus' })

async function say(world: RoomWorld, client: Client, event: object) {
  const id = world.mintId()
  world.say(client, { type: 'send', id, text: 'x', ...event })
  await world.settle()
  const ack = client.socket.of('ack').find((found) => found.id === id)
  const error = client.socket.of('error').find((found) => found.id === id)
  return { seq: ack?.seq ?? 0, code: error?.code ?? null }
}

const at = (seq: number) => ({ epoch: 1, seq })

test('[REF1] an answer names a message of the room, and everyone sees which', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const { seq } = await say(world, owner, {})
  const answer = await say(world, owner, { replyTo: at(seq) })
  expect(owner.socket.of('message').at(-1)).toMatchObject({ seq: answer.seq, replyTo: at(seq) })
  for (const replyTo of [at(1), at(999), { epoch: 7, seq }]) {
    expect(await say(world, owner, { replyTo })).toEqual({ seq: 0, code: 'not_found' })
    expect(await say(world, owner, { thread: replyTo })).toEqual({ seq: 0, code: 'not_found' })
  }
})

test('[REF2] threads are one level deep, are counted, and can be read alone', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const root = await say(world, owner, {})
  const other = await say(world, owner, {})
  const first = await say(world, owner, { thread: at(root.seq) })
  const second = await say(world, owner, { thread: at(root.seq), replyTo: at(first.seq) })
  expect((await say(world, owner, { thread: at(first.seq) })).code).toBe('conflict')
  expect((await say(world, owner, { thread: at(root.seq), replyTo: at(other.seq) })).code).toBe('conflict')
  const read = async () => {
    const page = await world.core.history(owner.actor, { thread: root.seq, limit: 10 })
    const whole = await world.core.history(owner.actor, { limit: 10 })
    if (!page.ok || !whole.ok) throw new Error('no history')
    return {
      thread: page.value.messages.map(({ seq }) => seq),
      replies: whole.value.messages.find(({ seq }) => seq === root.seq)?.replies,
    }
  }
  expect(await read()).toEqual({ thread: [first.seq, second.seq], replies: 2 })
  world.say(owner, { type: 'delete', id: world.mintId(), target: at(second.seq) })
  await world.settle()
  expect((await read()).replies).toBe(1)
})

test('[REF3] mentions are of members, each once; an edit replaces them', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  await world.enter(gus)
  const { seq } = await say(world, owner, { mentions: [GUS, STRANGER] })
  expect(owner.socket.of('message').at(-1)).toMatchObject({ seq, mentions: [GUS] })
  await say(world, owner, { mentions: [STRANGER] })
  expect(owner.socket.of('message').at(-1)).not.toHaveProperty('mentions')
  expect(owner.socket.of('error')).toEqual([])
  world.say(owner, { type: 'send', id: world.mintId(), text: 'x', mentions: [GUS, GUS] })
  world.say(owner, { type: 'edit', id: world.mintId(), target: at(seq), text: 'nobody' })
  await world.settle()
  expect(owner.socket.of('error')).toMatchObject([{ code: 'malformed' }])
  const page = await world.core.history(owner.actor, { before: seq + 1, limit: 1 })
  expect(page).toMatchObject({ ok: true, value: { messages: [{ text: 'nobody' }] } })
  expect(page.ok && page.value.messages[0]).not.toHaveProperty('mentions')
})

test('[REF4] history is read around a message', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  for (let i = 0; i < 9; i += 1) await say(world, owner, { text: `${i}` })
  const read = async (around: number, limit: number) => {
    const page = await world.core.history(owner.actor, { around, limit })
    if (!page.ok) throw new Error(page.code)
    const { messages, hasMore, hasNewer } = page.value
    return [messages.map(({ text }) => text).join(''), hasMore, hasNewer]
  }
  expect(await read(7, 5)).toEqual(['23456', true, true])
  expect(await read(3, 4)).toEqual(['012', false, true])
  expect(await read(11, 4)).toEqual(['78', true, false])
  expect(await read(7, 1)).toEqual(['4', true, true])
})
