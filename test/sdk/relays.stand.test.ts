import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { requireSignedIn } from '#sdk/http/next-step.ts'
import { createClient, type RoomConnection } from '#sdk/index.ts'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'

let platform: TestPlatform

beforeAll(async () => {
  await migrate(inject('stand').env)
  platform = await startTestPlatform({ RELAY_THRESHOLD: '2' })
})

afterAll(() => platform?.stop())

const stateReached = (connection: RoomConnection, kind: 'open' | 'closed') =>
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
  const me = requireSignedIn(await client.accounts.signUp(account))
  const room = roomId ? await client.rooms.join(roomId) : await client.rooms.create({ name: 'Large' })
  const connection = client.connect(room.id)
  const heard: string[] = []
  connection.on('message', ({ text }) => heard.push(text))
  const isOpen = stateReached(connection, 'open')
  connection.open()
  await isOpen
  return { client, connection, heard, me, roomId: room.id }
}

test('a room over several objects is one room: talk, a kill of all of them, and a removal', async () => {
  const ada = await enter('Ada')
  const others = []
  for (const name of ['Bo', 'Cy', 'Di', 'Ed', 'Fy']) others.push(await enter(name, ada.roomId))
  const everyone = [ada, ...others]
  for (const { connection, me } of everyone) await connection.send(`from ${me.name}`).settled
  const all = everyone.map(({ me }) => `from ${me.name}`)
  for (const { heard } of everyone) await expect.poll(() => heard).toEqual(all)
  await platform.killWorkerd()
  const acks = everyone.map(({ connection, me }) => connection.send(`again ${me.name}`).settled)
  await platform.start()
  await Promise.all(acks)
  for (const { heard } of everyone) await expect.poll(() => heard.length, { timeout: 30_000 }).toBe(12)
  expect(new Set(everyone.map(({ heard }) => heard.join())).size).toBe(1)
  const last = others.at(-1)
  if (!last) throw new Error('nobody is there')
  const isClosed = stateReached(last.connection, 'closed')
  await ada.client.rooms.removeMember(ada.roomId, last.me.id)
  await isClosed
  expect(last.connection.state).toMatchObject({ kind: 'closed', code: 4502, final: true })
  for (const { connection } of everyone) connection.close()
})
