import { expect, test } from 'vitest'
import type { Message } from '#schema/wire/server/log-events.ts'
import { RoomWorld } from '#test/room/room-world.ts'

const EVENTS = 10_400

async function talkAndPublish() {
  const world = new RoomWorld()
  const owner = await world.enter()
  const sent: { type: string; id: string; text: string }[] = []
  while (sent.length < EVENTS) {
    const events = Array.from({ length: 64 }, (_, i) => ({
      type: 'send',
      id: world.mintId(),
      text: `${sent.length + i}`,
    }))
    sent.push(...events)
    world.say(owner, ...events)
    await world.settle()
  }
  await world.settle()
  await world.runAlarm()
  world.nowMs += 3_700_000
  return { world, owner, sent }
}

const { world, owner, sent } = await talkAndPublish()

test('pages beyond the window stay until Postgres holds each of their events', async () => {
  world.recordedCount = 1
  await world.runAlarm()
  expect(world.storage.readRoom()?.floorSeq).toBe(0)
  world.isRecordDown = true
  await world.runAlarm()
  expect(world.storage.readRoom()?.floorSeq).toBe(0)
  world.isRecordDown = false
  expect(world.alarmAt).not.toBeNull()
})

test('then they go, a client before them is told to resync, and history goes on in Postgres', async () => {
  const [last] = world.storage
    .listOldestSpans(500)
    .filter(({ lastSeq }) => lastSeq <= owner.socket.of('message').length + 2 - 10_000)
    .slice(-1)
  world.recordedCount = last?.lastSeq ?? 0
  await world.runAlarm()
  const floorSeq = world.storage.readRoom()?.floorSeq ?? 0
  expect(floorSeq).toBe(last?.lastSeq)
  const late = await world.enter(owner.actor, { epoch: 1, seq: floorSeq - 1 })
  expect(late.socket.of('welcome')).toMatchObject([{ resume: 'resync' }])
  world.recorded = owner.socket.of('message').filter(({ seq }) => seq <= floorSeq) as Message[]
  const page = await world.core.history(owner.actor, { before: floorSeq + 10, limit: 50 })
  if (!page.ok) throw new Error(page.code)
  expect(page.value.messages.map(({ seq }) => seq)).toEqual(
    Array.from({ length: 50 }, (_, i) => floorSeq - 40 + i),
  )
  expect(page.value.hasMore).toBe(true)
  const forwards = await world.core.history(owner.actor, { after: floorSeq - 5, limit: 10 })
  if (!forwards.ok) throw new Error(forwards.code)
  expect(forwards.value.messages.map(({ seq }) => seq)).toEqual(
    Array.from({ length: 10 }, (_, i) => floorSeq - 4 + i),
  )
})

test('a trimmed message that is deleted here is shown deleted before Postgres knows', async () => {
  world.say(owner, { type: 'delete', id: world.mintId(), target: { epoch: 1, seq: 3 } })
  await world.settle()
  const page = await world.core.history(owner.actor, { before: 4, limit: 1 })
  expect(page).toMatchObject({
    ok: true,
    value: { messages: [{ seq: 3, text: '', deletedAt: world.nowMs }] },
  })
})

test('a trimmed send that is repeated is found in Postgres', async () => {
  const first = sent[0]
  world.recordedIds.set(`${owner.actor.userId} ${first?.id}`, { epoch: 1, seq: 3, at: 77 })
  const before = owner.socket.of('message').length
  world.restart({ keepSockets: true })
  world.say(owner, first)
  await world.settle()
  expect(owner.socket.of('ack').at(-1)).toMatchObject({ id: first?.id, seq: 3, at: 77 })
  expect(owner.socket.of('message').length).toBe(before)
})
