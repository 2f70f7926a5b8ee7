import { beforeEach, expect, test } from 'vitest'
import type { HistoryMessage } from '#schema/wire/http/history.ts'
import { MAX_FRAME_BYTES, MAX_TEXT_CHARACTERS } from '#schema/wire/limits.ts'
import { buildActor, type Client, RoomWorld } from '#test/room/room-world.ts'

const idOf = (n: number) => `01900000-0000-7000-8000-00000000000${n}`
const DAY_MS = 86_400_000
const olga = buildActor()
const gus = buildActor({ userId: idOf(2), name: 'Gus', role: 'guest' })
const pia = buildActor({ userId: idOf(3), name: 'Pia', role: 'paid-member' })
const TODAY = { revision: 3 }

let world: RoomWorld
beforeEach(() => {
  world = new RoomWorld()
})

const send = (client: Client, text: string, over: object = {}) => {
  world.say(client, { type: 'send', id: world.mintId(), text, ...over })
  return world.settle()
}
const codesOf = ({ socket }: Client) => socket.of('error').map(({ code }) => code)

test.each([
  [gus, 2000],
  [olga, 4000],
  [pia, MAX_TEXT_CHARACTERS],
] as const)('[PLAN1] $name may write so much and no more', async (actor, most) => {
  const client = await world.enter(actor)
  expect(client.socket.of('welcome')[0]?.maxTextCharacters).toBe(most)
  await send(client, 'x'.repeat(most))
  expect(codesOf(client)).toEqual([])
  const { epoch, seq } = client.socket.of('ack')[0] ?? { epoch: 0, seq: 0 }
  await send(client, 'x'.repeat(most + 1))
  world.say(client, {
    ...{ type: 'edit', id: world.mintId(), target: { epoch, seq } },
    text: 'y'.repeat(most + 1),
  })
  await world.settle()
  expect(codesOf(client)).toEqual(['too_large', 'too_large'])
  expect(client.socket.of('message')).toHaveLength(1)
})

test('[PLAN1] a long message is read by whoever could not have written it', async () => {
  const [reader, writer] = [await world.enter(gus), await world.enter(pia)]
  await send(writer, 'x'.repeat(MAX_TEXT_CHARACTERS))
  expect(reader.socket.of('message')[0]?.text).toHaveLength(MAX_TEXT_CHARACTERS)
})

test('[PLAN1] the longest text fits into a frame, whatever its characters are', () => {
  for (const character of ['\u0001', '€', '"']) {
    const event = { type: 'send', id: idOf(1), text: character.repeat(MAX_TEXT_CHARACTERS) }
    expect(new TextEncoder().encode(JSON.stringify([event])).byteLength).toBeLessThan(MAX_FRAME_BYTES)
  }
})

test('[PLAN1] who has lost the role writes as their role is now; what was stored is acknowledged again', async () => {
  const client = await world.enter(pia)
  const id = world.mintId()
  const text = 'x'.repeat(5000)
  await send(client, text, { id })
  if (client.session) client.session.actor.role = 'member'
  await send(client, text, { id })
  expect(client.socket.of('ack').map((ack) => ack.id)).toEqual([id, id])
  await send(client, text)
  expect(codesOf(client)).toEqual(['too_large'])
})

test('[PLAN2] each role has its own rate, by the plan of the platform', async () => {
  world.limits = { messagesPerSecond: 1, messageBurst: 2 }
  world.planLimits = { guest: { messageBurst: 1 } }
  world.restart()
  for (const [actor, burst] of [
    [gus, 1],
    [olga, 2],
    [pia, 4],
  ] as const) {
    const client = await world.enter(actor)
    for (let n = 0; n < burst + 1; n += 1) await send(client, 'x')
    expect(client.socket.of('ack')).toHaveLength(burst)
    expect(codesOf(client)).toEqual(['rate_limited'])
  }
})

/** Messages said on the days named, by today’s count: the first in the past. */
async function talkOn(days: readonly number[]): Promise<void> {
  let day = days[0] ?? 0
  for (const next of days) {
    world.nowMs += (day - next) * DAY_MS
    day = next
    await send(await world.enter(olga), `day ${next}`)
  }
  world.nowMs += day * DAY_MS
}

const textsOf = (outcome: { ok: boolean; value?: { messages: HistoryMessage[] } }) =>
  outcome.value?.messages.map(({ text }) => text)

test('[PLAN3] history goes back as far as the plan, in each direction, and says when there is more', async () => {
  await talkOn([90, 60, 31, 30, 29, 1])
  await world.core.join(gus)
  await world.core.join(pia)
  const read = async (query: object, actor = gus) => {
    const outcome = await world.core.history(actor, { limit: 50, ...query })
    return outcome.ok ? [textsOf(outcome), outcome.value.hasMore, outcome.value.isLimited] : outcome.code
  }
  expect(await read({})).toEqual([['day 30', 'day 29', 'day 1'], false, true])
  expect(await read({}, pia)).toEqual([
    ['day 90', 'day 60', 'day 31', 'day 30', 'day 29', 'day 1'],
    false,
    undefined,
  ])
  expect(await read({ limit: 2 })).toEqual([['day 29', 'day 1'], true, undefined])
  expect(await read({ after: 0 })).toEqual([['day 30', 'day 29', 'day 1'], false, true])
  expect(await read({ after: 0, limit: 2 })).toEqual([['day 30', 'day 29'], true, true])
  const hidden = 4
  expect(await read({ before: hidden + 1 })).toEqual([[], false, true])
  expect(await read({ around: hidden, limit: 4 })).toEqual([['day 30', 'day 29'], false, true])
  expect(await read({ around: hidden, limit: 1 })).toEqual([[], false, true])
})

test('[PLAN3] threads and pins go back no further', async () => {
  const pin = (client: Client) => {
    const { epoch = 0, seq = 0 } = client.socket.of('ack').at(-1) ?? {}
    world.say(client, { type: 'pin', id: world.mintId(), target: { epoch, seq }, on: true })
    return { epoch, seq }
  }
  let client = await world.enter(olga)
  await send(client, 'root')
  const thread = pin(client)
  const { seq } = thread
  await send(client, 'old reply', { thread })
  world.nowMs += 20 * DAY_MS
  client = await world.enter(olga)
  await send(client, 'new reply', { thread })
  pin(client)
  await world.settle()
  world.nowMs += 20 * DAY_MS
  await world.core.join(gus)
  await world.core.join(pia)
  for (const query of [{}, { after: 0 }]) {
    const outcome = await world.core.history(gus, { thread: seq, limit: 9, ...query })
    expect(textsOf(outcome)).toEqual(['new reply'])
    expect(outcome).toMatchObject({ value: { isLimited: true } })
  }
  expect(await world.core.pins(gus)).toMatchObject({
    value: { messages: [{ text: 'new reply' }], isLimited: true },
  })
  const pins = await world.core.pins(pia)
  expect(textsOf(pins)).toEqual(['new reply', 'root'])
  expect(pins).not.toHaveProperty('value.isLimited')
})

test('[PLAN3] what the record holds is limited as well, and found once', async () => {
  const floorSeq = 1_000_000
  world = new RoomWorld({ epoch: 1, head: { epoch: 1, seq: 4 } })
  world.recorded = [60, 40, 20, 10].map((days, at) => ({
    ...{ type: 'message', epoch: 1, seq: at + 1, id: world.mintId(), text: `day ${days}` },
    at: world.nowMs - days * DAY_MS,
    author: { id: olga.userId, name: olga.name },
  }))
  await world.core.join(gus)
  expect(world.storage.readRoom()?.floorSeq).toBeGreaterThan(floorSeq - 1)
  for (const query of [{}, { after: 0 }, { after: 1 }]) {
    const outcome = await world.core.history(gus, { limit: 9, ...query })
    expect(textsOf(outcome)).toEqual(['day 20', 'day 10'])
    expect(outcome).toMatchObject({ value: { isLimited: true, hasMore: false } })
  }
  const whole = await world.core.history(gus, { limit: 9, after: 2 })
  expect(whole).not.toHaveProperty('value.isLimited')
  world.isRecordDown = true
  expect(await world.core.history(gus, { limit: 9, after: 0 })).toMatchObject({ code: 'unavailable' })
})

test('[PLAN3] a replay does not reach beyond it either: such a client is told to resync', async () => {
  await talkOn([60, 40, 20, 10])
  await world.core.join(gus)
  await world.core.join(pia)
  const resumeFrom = async (actor: typeof gus, seq: number) =>
    (await world.enter(actor, { epoch: 1, seq }, TODAY)).socket.of('welcome')[0]?.resume
  expect(await resumeFrom(gus, 3)).toBe('resync')
  expect(await resumeFrom(gus, 4)).toBe('replay')
  expect(await resumeFrom(pia, 3)).toBe('replay')
  world.nowMs += 365 * DAY_MS
  expect(await resumeFrom(gus, 6)).toBe('resync')
  const { head } = (await world.enter(gus, null, TODAY)).socket.of('welcome')[0] ?? {}
  expect(await resumeFrom(gus, head?.seq ?? 0)).toBe('replay')
})
