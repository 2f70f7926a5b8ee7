import { beforeEach, describe, expect, test } from 'vitest'
import { computeAad } from '#domain/envelope/compute-aad.ts'
import { openEnvelope } from '#domain/envelope/envelope.ts'
import { MAX_PINS } from '#schema/wire/limits.ts'
import { buildActor, type Client, ROOM_ID, RoomWorld } from '#test/room/room-world.ts'

const olga = buildActor()
const gus = buildActor({ userId: '01900000-0000-7000-8000-000000000002', name: 'Gus Gone' })
const mia = buildActor({ userId: '01900000-0000-7000-8000-000000000003', name: 'Mia' })
const TODAY = { revision: 4 }
const DONE = { ok: true, value: { isDone: true } }
const SECRET = 'gus was here'

let world: RoomWorld
let owner: Client
let goner: Client
let other: Client
beforeEach(async () => {
  world = new RoomWorld()
  owner = await world.enter(olga, null, TODAY)
  goner = await world.enter(gus, null, TODAY)
  other = await world.enter(mia, null, TODAY)
})

/** Says something and answers where it stands. */
async function say(client: Client, event: object) {
  const before = client.socket.of('ack').length
  world.say(client, { id: world.mintId(), ...event })
  await world.settle()
  const ack = client.socket.of('ack')[before]
  if (!ack) throw new Error(`not acknowledged: ${JSON.stringify(client.socket.of('error'))}`)
  return { epoch: ack.epoch, seq: ack.seq }
}
const send = (client: Client, text: string, more: object = {}) => say(client, { type: 'send', text, ...more })

/** What anyone reads who has the room's storage and the master keys. */
async function readPages(): Promise<string> {
  const texts: string[] = []
  for (const { firstSeq, keyId, data } of world.storage.readPagesFrom(1, 10_000)) {
    const stored = world.storage.findKey(keyId)
    if (!stored) throw new Error('the key of a page is missing')
    const key = await world.keyring.unwrap(stored, { roomId: ROOM_ID, authorId: null })
    const place = { roomId: ROOM_ID, epoch: 1, seq: firstSeq, column: 'room.pages.data', keyId }
    texts.push(new TextDecoder().decode(await openEnvelope(key, data, computeAad(place))))
  }
  return texts.join('\n')
}

async function readHistory(query: object = {}) {
  const page = await world.core.history(olga, { limit: 100, ...query })
  if (!page.ok) throw new Error(page.code)
  return page.value.messages
}

const erased = () => owner.socket.of('membership').filter((event) => event.erased)

test('[LOG4] of an erased person nothing is shown, what others said is unchanged, and one event tells everyone', async () => {
  const root = await send(owner, 'what is up?')
  const first = await send(goner, SECRET, { thread: root, mentions: [mia.userId] })
  await say(goner, { type: 'edit', target: first, text: `${SECRET} indeed` })
  await send(other, 'fine', { thread: root, replyTo: first })
  await say(other, { type: 'react', target: first, emoji: '🎉', on: true })
  await say(goner, { type: 'react', target: root, emoji: '👍', on: true })
  await say(owner, { type: 'pin', target: first, on: true })
  const head = owner.socket.of('ack').at(-1)?.seq ?? 0
  expect(await world.core.erase(gus.userId)).toEqual(DONE)
  await world.settle()

  const member = { id: gus.userId, name: 'Deleted person' }
  expect(erased()).toMatchObject([{ member, change: 'left', role: 'member', seq: head + 1 }])
  const [shownRoot, shown, answer] = await readHistory()
  expect(shown).toEqual({
    type: 'message',
    ...first,
    at: expect.any(Number),
    id: expect.any(String),
    author: member,
    text: '',
    thread: root,
    editedAt: expect.any(Number),
    deletedAt: expect.any(Number),
  })
  expect(shownRoot).toMatchObject({
    text: 'what is up?',
    replies: 1,
    reactions: [{ emoji: '👍', count: 1, userIds: [gus.userId] }],
  })
  expect(answer).toMatchObject({ text: 'fine', author: { name: 'Mia' }, replyTo: first })
  expect((await readHistory({ thread: root.seq })).map(({ text }) => text)).toEqual(['', 'fine'])
  expect(await world.core.pins(olga)).toEqual({ ok: true, value: { messages: [] } })
  expect(world.storage.readPins().size).toBe(0)
  const late = await world.enter(mia, { epoch: 1, seq: 3 }, TODAY)
  const replayed = late.socket.events.filter((event) => 'seq' in event && event.type !== 'ack')
  expect(replayed.map((event) => 'seq' in event && event.seq)).toEqual(
    Array.from({ length: head - 2 }, (_, index) => index + 4),
  )
  expect(JSON.stringify([replayed, await readHistory()])).not.toMatch(/gus was|Gus Gone/)
})

test('the storage and the master keys give no text and no name of theirs any more, and their keys are gone', async () => {
  await send(goner, SECRET)
  await send(other, 'mine stays')
  await world.runAlarm()
  const key = world.storage.findNewestKey(gus.userId)
  expect(key?.wrapped.byteLength).toBeGreaterThan(0)
  expect(await readPages()).toContain(SECRET)
  await world.core.erase(gus.userId)
  expect(await readPages()).not.toMatch(/gus was|Gus Gone/)
  expect(await readPages()).toContain('mine stays')
  expect(world.storage.findKey(key?.id ?? '')?.wrapped.byteLength).toBe(0)
  const rows = world.database.prepare('SELECT * FROM members').all()
  expect(JSON.stringify(rows)).not.toContain('Gus Gone')
})

test('from that moment on they are not let in, heard or acted on, with a ticket or a session that still seemed good', async () => {
  const target = await send(goner, SECRET)
  const claims = world.claims(gus)
  await world.core.erase(gus.userId)
  await world.settle()
  expect(goner.socket.closed).toMatchObject({ code: 4503 })
  expect(await world.decideAdmission(claims)).toMatchObject({ type: 'close', code: 4502 })
  for (const refused of [world.core.join(gus), world.core.leave(gus), world.core.history(gus, { limit: 1 })])
    expect(await refused).toEqual({ ok: false, code: 'forbidden' })
  expect(await world.core.changeMember(olga, gus.userId, { role: 'owner' })).toMatchObject({
    code: 'not_found',
  })
  world.say(owner, { type: 'react', id: world.mintId(), target, emoji: '🎉', on: true })
  await world.settle()
  expect(owner.socket.of('error')).toMatchObject([{ code: 'conflict' }])
})

test('what they say while the erasure is on its way is refused, so nothing of theirs comes after it', async () => {
  const erasing = world.core.erase(gus.userId)
  await Promise.resolve()
  await Promise.resolve()
  world.say(goner, { type: 'send', id: world.mintId(), text: SECRET })
  expect(await erasing).toEqual(DONE)
  await world.settle()
  expect(await readPages()).not.toContain(SECRET)
})

test('what was not published yet goes on its way without a text or a key, and no seq is missing', async () => {
  world.isOutboxDown = true
  await send(goner, SECRET)
  await send(other, 'mine stays')
  await send(goner, SECRET)
  await world.runAlarm()
  await world.core.erase(gus.userId)
  world.isOutboxDown = false
  await world.runAlarm()
  const records = [...world.outboxRecords.values()]
  expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1))
  expect(records.at(-1)).toMatchObject({ kind: 'membership', detail: { change: 'left', erased: true } })
  const theirs = records.filter(({ kind, actorId }) => kind === 'message' && actorId === gus.userId)
  expect(theirs).toHaveLength(2)
  for (const { contentKey, ciphertext } of theirs)
    expect([contentKey?.wrapped.byteLength, ciphertext?.byteLength]).toEqual([0, 0])
  expect(new Set(theirs.map(({ contentKey }) => contentKey?.id)).size).toBe(1)
  const mine = records.find(({ kind, actorId }) => kind === 'message' && actorId === mia.userId)
  expect(mine?.contentKey?.wrapped.byteLength).toBeGreaterThan(0)
})

test('the room is not done while a key of theirs is on its way out', async () => {
  await send(goner, SECRET)
  let open = () => {}
  world.outboxGate = new Promise((resolve) => {
    open = resolve
  })
  const publishing = world.runAlarm()
  await world.settle()
  let isAnswered = false
  const erasing = world.core.erase(gus.userId).finally(() => {
    isAnswered = true
  })
  await world.settle()
  expect(isAnswered).toBe(false)
  open()
  expect(await erasing).toEqual(DONE)
  await publishing
})

test('a text that was sealed before and leaves after loses its key on the way', async () => {
  await send(goner, SECRET)
  const publishing = world.core.runAlarm()
  const erasing = world.core.erase(gus.userId)
  await Promise.all([publishing, erasing])
  await world.runAlarm()
  const keys = [...world.outboxRecords.values()].filter(
    ({ actorId, contentKey }) => actorId === gus.userId && contentKey,
  )
  expect(keys.map(({ contentKey }) => contentKey?.wrapped.byteLength)).toEqual([0])
  const stored = world.database
    .prepare('SELECT wrapped FROM content_keys WHERE author_id = ?')
    .all(gus.userId)
  expect(stored.filter(({ wrapped }) => wrapped instanceof Uint8Array && wrapped.byteLength > 0)).toEqual([])
})

test('what is done stays done: a repetition adds no event, also after a restart', async () => {
  await send(goner, SECRET)
  await world.core.erase(gus.userId)
  const head = world.storage.readLastPage()?.lastSeq
  world.restart()
  expect(await world.core.erase(gus.userId)).toEqual(DONE)
  expect(world.storage.readLastPage()?.lastSeq).toBe(head)
  expect(await world.core.join(gus)).toMatchObject({ code: 'forbidden' })
})

test('erased messages are not unread', async () => {
  await send(owner, 'read up to here')
  await send(goner, SECRET)
  await send(other, 'mine stays')
  await send(goner, SECRET)
  expect(await world.core.unread(olga)).toMatchObject({ value: { unread: 3 } })
  await world.core.erase(gus.userId)
  expect(await world.core.unread(olga)).toMatchObject({ value: { unread: 1 } })
})

test('pins of theirs that lie before the pages go too, so that the room can pin others', async () => {
  const author = { id: gus.userId, name: 'Deleted person' }
  world.recorded = Array.from({ length: MAX_PINS }, (_, index) => {
    const at = { epoch: 1, seq: index + 1, at: 1 }
    return { ...at, type: 'message', id: world.mintId(), author, text: '', deletedAt: 1 }
  })
  const { recorded } = world
  world.storage.trim(MAX_PINS, 1)
  for (const { seq } of recorded)
    world.database.prepare('INSERT INTO pins (target_seq, seq, pinned_at) VALUES (?, ?, 1)').run(seq, seq)
  world.restart()
  world.isRecordDown = true
  expect(await world.core.erase(gus.userId)).toMatchObject({ value: { isDone: false } })
  world.isRecordDown = false
  expect(await world.core.erase(gus.userId)).toEqual(DONE)
  expect(world.storage.readPins().size).toBe(0)
})

describe('who owned the room', () => {
  test('is followed by who has been a moderator longest, else a member, who is told', async () => {
    await world.core.changeMember(olga, mia.userId, { role: 'moderator' })
    expect(await world.core.erase(olga.userId)).toEqual(DONE)
    await world.settle()
    expect(other.socket.of('membership').slice(-2)).toMatchObject([
      { change: 'role', role: 'owner', member: { id: mia.userId }, author: { name: 'Deleted person' } },
      { change: 'left', role: 'owner', member: { id: olga.userId }, erased: true },
    ])
    expect(await world.core.erase(mia.userId)).toEqual(DONE)
    expect(world.storage.findMember(gus.userId)?.role).toBe('owner')
  })

  test('leaves it as it is where there is another owner', async () => {
    await world.core.changeMember(olga, mia.userId, { role: 'owner', platformRole: 'member' })
    await world.core.erase(olga.userId)
    expect(world.storage.findMember(gus.userId)?.role).toBe('member')
  })

  test('takes it with them where nobody is left: it is archived', async () => {
    await world.core.leave(gus)
    await world.core.leave(mia)
    expect(await world.core.erase(olga.userId)).toEqual(DONE)
    await world.settle()
    expect(world.storage.readRoom()).toMatchObject({
      archivedAt: world.nowMs,
      creatorName: 'Deleted person',
    })
    expect(await world.core.join(mia)).toMatchObject({ code: 'archived' })
  })

  test('killed between the two events, the next try ends it with the same successor', async () => {
    await world.core.changeMember(olga, mia.userId, { role: 'moderator' })
    const { appendPage } = world.storage
    let writes = 0
    world.storage.appendPage = (page, effects) => {
      writes += 1
      if (writes === 2) throw new Error('killed')
      appendPage(page, effects)
    }
    expect(await world.core.erase(olga.userId)).toMatchObject({ ok: false, code: 'unavailable' })
    world.restart()
    expect(await world.core.erase(olga.userId)).toEqual(DONE)
    const roles = [mia, gus, olga].map(({ userId }) => world.storage.findMember(userId))
    expect(roles.map((member) => [member?.role, member?.leftAt === null])).toEqual([
      ['owner', true],
      ['member', true],
      ['owner', false],
    ])
  })
})

describe('a long log', () => {
  const LINES = 6
  beforeEach(async () => {
    for (let line = 0; line < LINES; line += 1) await send(goner, SECRET)
    await send(other, 'mine stays')
  })

  test('is cleared in bounded steps: a call does a part, the alarm the rest', async () => {
    world.clearingCostMs = 700
    expect(await world.core.erase(gus.userId)).toEqual({ ok: true, value: { isDone: false } })
    expect(await readPages()).toContain(SECRET)
    expect(JSON.stringify(await readHistory())).not.toContain(SECRET)
    for (let runs = 0; world.alarmAt !== null && runs < 20; runs += 1) await world.runAlarm()
    expect(world.storage.findOpenErasure()).toBeNull()
    expect(await readPages()).not.toMatch(/gus was|Gus Gone/)
    expect(await world.core.erase(gus.userId)).toEqual(DONE)
  })

  const steps = Array.from({ length: LINES + 6 }, (_, index) => index + 1)
  test.each(steps.flatMap((step) => [{ step, when: 'before' } as const, { step, when: 'after' } as const]))(
    'killed $when step $step it goes on, and ends the same',
    async (kill) => {
      world.killAtClearing = kill
      await world.core.erase(gus.userId)
      world.killAtClearing = null
      world.restart()
      expect(world.alarmAt).not.toBeNull()
      await world.runAlarm()
      expect(world.storage.findOpenErasure()).toBeNull()
      expect(await world.core.erase(gus.userId)).toEqual(DONE)
      expect(await readPages()).not.toMatch(/gus was|Gus Gone/)
      const shown = await readHistory()
      expect(shown.map(({ text }) => text)).toEqual([...Array(LINES).fill(''), 'mine stays'])
      const events = world.database.prepare('SELECT count(*) AS n FROM erasures').get()
      expect(events).toEqual({ n: 1 })
    },
  )
})
