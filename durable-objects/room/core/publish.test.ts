import { expect, test } from 'vitest'
import { createTextOpener } from '#services/content-keys/create-text-opener.ts'
import { type Client, RoomWorld } from '#test/room/room-world.ts'
import { PUBLISH_DELAY_MS } from './limits.ts'
import { computePublishBackoff } from './publish.ts'

async function talk(world: RoomWorld, client: Client, count: number) {
  for (let said = 0; said < count; said += 64) {
    const size = Math.min(64, count - said)
    const events = Array.from({ length: size }, (_, i) => ({
      type: 'send',
      id: world.mintId(),
      text: `${said + i}`,
    }))
    world.say(client, ...events)
  }
  await world.settle()
}

test('the log goes to the outbox whole and in order, in bounded batches', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  await talk(world, owner, 1200)
  await world.runAlarm()
  expect(world.enqueued).toEqual([500, 500, 202])
  expect([...world.outboxRecords.values()].map(({ seq }) => seq)).toEqual(
    Array.from({ length: 1202 }, (_, i) => i + 1),
  )
})

test('each text is under the content key of its author and opens as it was said', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  await talk(world, owner, 2)
  await world.runAlarm()
  const openText = createTextOpener(world.keyring)
  const records = [...world.outboxRecords.values()].filter(({ kind }) => kind === 'message')
  const texts = records.map(({ roomId, actorId, epoch, seq, contentKey, ciphertext }) => {
    if (!contentKey || !ciphertext) throw new Error('a message without its text')
    return openText({ roomId, authorId: actorId, epoch, seq, kind: 'message', key: contentKey, ciphertext })
  })
  expect(await Promise.all(texts)).toEqual(['0', '1'])
  expect(new Set(records.map(({ contentKey }) => contentKey?.id)).size).toBe(1)
})

test('while the outbox is down the room keeps everything, comes again within 10 s, and then catches up', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  await talk(world, owner, 3)
  world.isOutboxDown = true
  for (let failures = 0; failures < 20; failures += 1) {
    await world.runAlarm()
    expect((world.alarmAt ?? 0) - world.nowMs).toBeGreaterThan(0)
    expect((world.alarmAt ?? 0) - world.nowMs).toBeLessThanOrEqual(10_000)
    world.nowMs = world.alarmAt ?? 0
  }
  world.isOutboxDown = false
  await world.runAlarm()
  expect(world.outboxRecords.size).toBe(5)
})

test('what a crash left unpublished is published after the restart', async () => {
  const world = new RoomWorld()
  const owner = await world.enter()
  await talk(world, owner, 3)
  world.alarmAt = null
  world.restart()
  expect(world.alarmAt).toBe(world.nowMs + PUBLISH_DELAY_MS)
  await world.runAlarm()
  expect(world.outboxRecords.size).toBe(5)
})

test('a room with nothing to do arms no alarm', async () => {
  const world = new RoomWorld()
  await world.enter()
  await world.runAlarm()
  await world.advance(60_000)
  await world.runAlarm()
  expect(world.savedCursors).toHaveLength(1)
  expect(world.alarmAt).toBeNull()
  world.restart()
  expect(world.alarmAt).toBeNull()
})

test('the wait after failures grows to 10 s and is never none', () => {
  expect([1, 2, 3, 20].map((failures) => computePublishBackoff(failures, 0.999))).toEqual([
    250, 500, 1000, 9995,
  ])
  expect(computePublishBackoff(1, 0)).toBe(125)
})
