import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { createClient, type RoomConnection } from '#sdk/index.ts'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'

const LINES = Array.from({ length: 300 }, (_, n) => `line ${n}`)

let platform: TestPlatform

beforeAll(async () => {
  await migrate(inject('stand').env)
  platform = await startTestPlatform()
})

afterAll(() => platform?.stop())

const stateReached = (connection: RoomConnection, kind: 'open' | 'waiting') =>
  new Promise<void>((resolve) => {
    const stop = connection.on('state', (state) => {
      if (state.kind !== kind) return
      stop()
      resolve()
    })
  })

async function enter(name: string, roomId?: string) {
  const client = createClient({ origin: platform.origin, credentials: { kind: 'bearer' } })
  const account = { name, email: `${crypto.randomUUID()}@example.com`, password: crypto.randomUUID() }
  await client.accounts.signUp(account)
  const room = roomId ? await client.rooms.join(roomId) : await client.rooms.create({ name: 'Resume' })
  const connection = client.connect(room.id)
  const isOpen = stateReached(connection, 'open')
  connection.open()
  await isOpen
  return { connection, roomId: room.id }
}

test('killing workerd twice while people talk loses, doubles and swaps nothing, for who speaks and who listens', async () => {
  const ada = await enter('Ada')
  const bo = await enter('Bo', ada.roomId)
  const heard: string[] = []
  bo.connection.on('message', ({ text }) => heard.push(text))
  const acks: Promise<{ seq: number }>[] = []
  const sayUpTo = (end: number) => {
    for (const line of LINES.slice(acks.length, end)) acks.push(ada.connection.send(line).settled)
  }
  sayUpTo(100)
  for (const end of [200, 300]) {
    const isLost = stateReached(ada.connection, 'waiting')
    await platform.killWorkerd()
    sayUpTo(end)
    await isLost
    await platform.start()
  }
  const seqs = (await Promise.all(acks)).map(({ seq }) => seq)
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
  await expect.poll(() => heard.length, { timeout: 30_000 }).toBe(LINES.length)
  expect(heard).toEqual(LINES)
  ada.connection.close()
  bo.connection.close()
})
