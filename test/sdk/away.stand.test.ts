import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { createClient, type Position, type RoomConnection } from '#sdk/index.ts'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'

/** More than a room replays. */
const MISSED = 10_200
const LAST = MISSED - 1

let platform: TestPlatform

beforeAll(async () => {
  await migrate(inject('stand').env)
  platform = await startTestPlatform({ MESSAGES_PER_SECOND: '100000', MESSAGE_BURST: '100000' })
})

afterAll(() => platform?.stop())

const isOpen = (connection: RoomConnection) =>
  new Promise<void>((resolve) => {
    const stop = connection.on('state', ({ kind }) => {
      if (kind !== 'open') return
      stop()
      resolve()
    })
  })

async function signUp(name: string) {
  const client = createClient({ origin: platform.origin, credentials: { kind: 'bearer' } })
  await client.accounts.signUp({
    name,
    email: `${crypto.randomUUID()}@example.com`,
    password: crypto.randomUUID(),
  })
  return client
}

async function open(client: Awaited<ReturnType<typeof signUp>>, roomId: string, position?: Position | null) {
  const connection = client.connect(roomId, position === undefined ? {} : { position })
  const opened = isOpen(connection)
  connection.open()
  await opened
  return connection
}

test('who was away for a week learns that a replay would not be whole, how much is unread, and catches up by pages', async () => {
  const ada = await signUp('Ada')
  const { id: roomId } = await ada.rooms.create({ name: 'Away' })
  const bo = await signUp('Bo')
  await bo.rooms.join(roomId)
  const leaving = await open(bo, roomId)
  const speaker = await open(ada, roomId)
  const before = await speaker.send('before').settled
  await leaving.send('bye').settled
  await expect.poll(() => leaving.position?.seq).toBe(before.seq + 1)
  const position = leaving.position
  leaving.close()

  const acks = Array.from({ length: MISSED }, (_, n) => speaker.send(`line ${n}`).settled)
  const said = await Promise.all(acks)
  await speaker.delete(said[LAST] ?? before).settled

  const back = bo.connect(roomId, { position })
  const heard: string[] = []
  const resyncs: Position[] = []
  back.on('message', ({ text }) => heard.push(text))
  back.on('resync', ({ head }) => resyncs.push(head))
  const opened = isOpen(back)
  back.open()
  await opened
  await expect.poll(() => resyncs).toHaveLength(1)
  // His own message counts as read, and one of those he missed is gone again.
  expect(await bo.rooms.unread(roomId)).toMatchObject({ unread: MISSED - 1 })
  const caught: string[] = []
  for await (const page of bo.rooms.catchUp(roomId, position?.seq ?? 0)) {
    caught.push(...page.map(({ text }) => text))
  }
  expect(caught).toEqual(Array.from({ length: MISSED }, (_, n) => (n === LAST ? '' : `line ${n}`)))
  expect(heard).toEqual([])

  back.markRead(said[LAST] ?? before)
  await expect.poll(async () => (await bo.rooms.unread(roomId)).unread, { timeout: 10_000 }).toBe(0)
  back.close()
  speaker.close()
}, 120_000)
