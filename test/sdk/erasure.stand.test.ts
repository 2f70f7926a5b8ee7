import { and, asc, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { connectControl } from '#dev/stand/connect-control.ts'
import { tempOutbox } from '#schema/mysql/index.ts'
import { auditEntries, contentKeys, messages, roomEvents, users } from '#schema/postgres/index.ts'
import { type Client, createClient, type RoomConnection } from '#sdk/index.ts'
import { connectOutbox } from '#services/connections/outbox.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { openCopies } from '#test/erasure/open-copies.ts'
import { readCopies } from '#test/erasure/read-copies.ts'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'

const { env: stand, dataDir } = inject('stand')
const control = connectControl(dataDir)
const db = connectPostgres(stand)
const outbox = connectOutbox(stand)
const PASSWORD = 'a long password'
const WAIT = { timeout: 40_000, interval: 50 }

let platform: TestPlatform
beforeAll(async () => {
  await migrate(stand)
  platform = await startTestPlatform()
})
afterAll(() => platform?.stop())

const connect = (): Client => createClient({ origin: platform.origin, credentials: { kind: 'bearer' } })

async function signUp(name: string, email = `${crypto.randomUUID()}@example.com`) {
  const client = connect()
  await client.accounts.signUp({ name, email, password: PASSWORD })
  const { id } = await client.accounts.me()
  return { client, id, email }
}

async function enter({ client }: { client: Client }, roomId: string): Promise<RoomConnection> {
  const connection = client.connect(roomId)
  const opened = new Promise<void>((resolve) => {
    connection.on('state', ({ kind }) => kind === 'open' && resolve())
  })
  connection.open()
  await opened
  return connection
}

const say = (connection: RoomConnection, text: string, more: object = {}) =>
  connection.send(text, more).settled

const countRecorded = async (roomId: string) =>
  (await db.select({ seq: messages.seq }).from(messages).where(eq(messages.roomId, roomId))).length
const inOutbox = (roomId: string) => and(eq(tempOutbox.roomId, roomId), sql`status <> 'delivered'`)

/** Every event of the room, as recorded, without a gap. */
async function expectUnbroken(roomId: string) {
  const rows = await Promise.all(
    [messages, roomEvents].map((table) =>
      db.select({ seq: table.seq }).from(table).where(eq(table.roomId, roomId)).orderBy(asc(table.seq)),
    ),
  )
  const seqs = rows.flat().map(({ seq }) => seq)
  expect(seqs.sort((a, b) => a - b)).toEqual(seqs.map((_, index) => index + 1))
}

const keyRows = (authorId: string) =>
  db
    .select({
      size: sql<number>`octet_length(${contentKeys.wrapped})::int`,
      destroyedAt: contentKeys.destroyedAt,
    })
    .from(contentKeys)
    .where(eq(contentKeys.authorId, authorId))

async function readEverything(roomIds: string[]) {
  await platform.killWorkerd()
  try {
    const copies = await readCopies({ db, outbox, persistDir: platform.persistDir }, roomIds)
    return { rows: copies.rows, opened: await openCopies(copies, platform.variables.MASTER_KEYS ?? '') }
  } finally {
    await platform.start()
  }
}

test('who deletes the account can be read by nobody, anywhere, and what others said is whole', async () => {
  const ada = await signUp('Ada')
  const gus = await signUp('Gus Gone')
  const { id: drained } = await ada.client.rooms.create({ name: 'Drained' })
  const { id: waiting } = await ada.client.rooms.create({ name: 'Waiting' })
  for (const roomId of [drained, waiting]) await gus.client.rooms.join(roomId)
  const here = await enter(ada, drained)
  const there = await enter(ada, waiting)
  const gusHere = await enter(gus, drained)
  const gusThere = await enter(gus, waiting)
  const told: unknown[] = []
  here.on('membership', (event) => told.push(event))

  const root = await say(here, 'ada asks')
  const secret = await say(gusHere, 'gus-secret 1', { thread: root, mentions: [ada.id] })
  await gusHere.edit(secret, 'gus-secret 2').settled
  await say(here, 'ada answers', { thread: root, replyTo: secret })
  await here.pin(secret, true).settled
  await vi.waitFor(async () => expect(await countRecorded(drained)).toBe(3), WAIT)

  await control.postgres.stop()
  await say(gusThere, 'gus-secret 3')
  await say(there, 'ada there')
  await vi.waitFor(async () => {
    const rows = await outbox.select({ id: tempOutbox.id }).from(tempOutbox).where(inOutbox(waiting))
    expect(rows.length).toBeGreaterThanOrEqual(2)
  }, WAIT)
  const inAnHour = new Date(Date.now() + 3_600_000)
  await outbox.update(tempOutbox).set({ nextAttemptAt: inAnHour }).where(inOutbox(waiting))
  await control.postgres.start()

  const before = await readEverything([drained, waiting])
  for (const store of ['postgres', 'mysql', 'room'])
    expect(before.opened[store]?.join('\n'), store).toContain('gus-secret')

  await vi.waitFor(() => gus.client.accounts.me(), WAIT)
  await gus.client.accounts.deleteMe({ password: PASSWORD })
  await platform.runCron()
  await vi.waitFor(async () => {
    for (const row of await keyRows(gus.id)) expect(row).toEqual({ size: 0, destroyedAt: expect.any(Date) })
  }, WAIT)

  const check = async () => {
    const { rows, opened } = await readEverything([drained, waiting])
    expect(rows).not.toMatch(/gus-secret|Gus Gone/)
    expect(JSON.stringify(opened)).not.toMatch(/gus-secret|Gus Gone/)
    expect(opened.postgres).toEqual(expect.arrayContaining(['ada asks', 'ada answers']))
    for (const text of ['ada asks', 'ada answers', 'ada there'])
      expect(opened.room?.join('\n')).toContain(text)
    return opened
  }
  expect((await check()).mysql).toContain('ada there')

  await outbox
    .update(tempOutbox)
    .set({ nextAttemptAt: new Date(0) })
    .where(inOutbox(waiting))
  await platform.runCron()
  await vi.waitFor(async () => {
    const left = await outbox.select({ id: tempOutbox.id }).from(tempOutbox).where(inOutbox(waiting))
    expect([await countRecorded(waiting), left.length]).toEqual([2, 0])
  }, WAIT)
  await platform.runCron()
  expect((await check()).postgres).toContain('ada there')
  for (const row of await keyRows(gus.id)) expect(row).toEqual({ size: 0, destroyedAt: expect.any(Date) })
  await vi.waitFor(() => expectUnbroken(drained), WAIT)
  await vi.waitFor(() => expectUnbroken(waiting), WAIT)

  const { rooms } = ada.client
  const history = await rooms.history(drained)
  expect(history.messages.map(({ text, author }) => [text, author.name])).toEqual([
    ['ada asks', 'Ada'],
    ['', 'Deleted person'],
    ['ada answers', 'Ada'],
  ])
  expect(history.messages[1]?.deletedAt).toBeDefined()
  expect((await rooms.history(drained, { thread: root.seq })).messages.map(({ text }) => text)).toEqual([
    '',
    'ada answers',
  ])
  expect((await rooms.pins(drained)).messages).toEqual([])
  expect((await rooms.history(waiting)).messages.map(({ text }) => text)).toEqual(['', 'ada there'])
  expect((await rooms.members(drained)).members.map(({ user }) => user.name)).toEqual(['Ada'])
  await expect
    .poll(() => told, WAIT)
    .toContainEqual(
      expect.objectContaining({
        change: 'left',
        erased: true,
        member: { id: gus.id, name: 'Deleted person' },
      }),
    )

  for (const connection of [gusHere, gusThere])
    await expect.poll(() => connection.state, WAIT).toMatchObject({ kind: 'closed', final: true })
  await expect(connect().accounts.signIn({ email: gus.email, password: PASSWORD })).rejects.toMatchObject({
    code: 'unauthenticated',
  })
  const again = await signUp('Gus Again', gus.email)
  expect(again.id).not.toBe(gus.id)
  expect(platform.logLines.join('\n')).not.toMatch(/gus-secret|Gus Gone/)
  for (const connection of [here, there]) connection.close()
}, 120_000)

test('killed in the middle, the sweeper ends it: nothing is forgotten and nothing is done twice', async () => {
  const ada = await signUp('Ada')
  const gus = await signUp('Gus Gone')
  const rooms: string[] = []
  for (let n = 0; n < 5; n += 1) {
    const { id } = await ada.client.rooms.create({ name: `Room ${n}` })
    await gus.client.rooms.join(id)
    const connection = await enter(gus, id)
    await say(connection, 'gus-secret')
    connection.close()
    rooms.push(id)
  }
  const deleting = gus.client.accounts.deleteMe({ password: PASSWORD }).catch(() => 'killed')
  await vi.waitFor(
    async () => {
      const [user] = await db.select({ at: users.deletedAt }).from(users).where(eq(users.id, gus.id))
      expect(user?.at).not.toBeNull()
    },
    { timeout: 10_000, interval: 2 },
  )
  await platform.killWorkerd()
  await deleting
  await platform.start()
  await vi.waitFor(
    async () => {
      await platform.runCron()
      const rows = await keyRows(gus.id)
      expect(rows.length).toBeGreaterThanOrEqual(5)
      for (const row of rows) expect(row).toEqual({ size: 0, destroyedAt: expect.any(Date) })
    },
    { timeout: 60_000, interval: 200 },
  )
  const { opened, rows } = await readEverything(rooms)
  expect(JSON.stringify([opened, rows])).not.toMatch(/gus-secret|Gus Gone/)
  const audit = await db.select().from(auditEntries).where(eq(auditEntries.targetId, gus.id))
  expect(audit.filter(({ action }) => action === 'account.delete')).toHaveLength(1)
  for (const roomId of rooms) {
    const page = await ada.client.rooms.history(roomId)
    expect(page.messages.map(({ text }) => text)).toEqual([''])
  }
}, 120_000)
