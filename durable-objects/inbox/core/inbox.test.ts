import { DatabaseSync } from 'node:sqlite'
import { beforeEach, expect, test } from 'vitest'
import type { RecordedChange, StandingChange } from '#domain/standing/standing-change.ts'
import { createNodeDriver } from '#test/room/node-driver.ts'
import { createInboxStorage } from '../create-inbox-storage.ts'
import { InboxCore, REGISTERED_MS, REGISTRATION_SLACK_MS } from './inbox-core.ts'

const SESSION = '01900000-0000-7000-8000-0000000000aa'
const [HARBOUR, LOBBY] = ['01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000002']

let database: DatabaseSync
let core: InboxCore
let now: number
let alarmAt: number | null
let told: [roomId: string, ids: string[]][]
let down: Set<string>
/** Rooms that never answer. */
let hanging: Set<string>
let minted = 0

const change = (of: StandingChange): RecordedChange => {
  minted += 1
  return { id: `01900000-0000-7000-8000-${minted.toString(16).padStart(12, '0')}`, at: now, change: of }
}
const revoke = () => change({ type: 'session-revoked', sessionId: SESSION })

/** The object as it is after a start: nothing but its storage has outlived. */
function start(): void {
  const { all, transaction } = createNodeDriver(database)
  core = new InboxCore({
    storage: createInboxStorage(all, transaction),
    now: () => now,
    random: () => 0.5,
    setAlarm: (atMs) => {
      alarmAt = atMs
    },
    tellRoom: async (roomId, changes) => {
      if (down.has(roomId)) throw new Error('the room can not be reached')
      told.push([roomId, changes.map(({ id }) => id)])
      if (hanging.has(roomId)) await new Promise(() => {})
    },
    log: () => {},
  })
}

beforeEach(() => {
  database = new DatabaseSync(':memory:')
  now = Date.UTC(2026, 10, 25)
  alarmAt = null
  told = []
  down = new Set()
  hanging = new Set()
  start()
})

test('every room that was entered is told of a change, and no other', async () => {
  await core.enter(HARBOUR)
  const one = revoke()
  await core.apply([one])
  await core.enter(LOBBY)
  expect(told).toEqual([[HARBOUR, [one.id]]])
})

test('who enters after a change is told how the person stands', async () => {
  expect((await core.enter(HARBOUR)).banned).toBeNull()
  await core.apply([change({ type: 'banned', until: null }), revoke()])
  start()
  expect(await core.enter(LOBBY)).toMatchObject({
    banned: { until: null },
    revoked: [{ sessionId: SESSION }],
  })
})

test('a change that comes again does nothing again', async () => {
  await core.enter(HARBOUR)
  const one = revoke()
  await core.apply([one])
  await core.apply([one])
  expect(told).toHaveLength(1)
  expect((await core.enter(HARBOUR)).revoked).toHaveLength(1)
})

test('a room that can not be reached is told by alarm, in order, with all that it missed, and keeps no other waiting', async () => {
  await core.enter(HARBOUR)
  await core.enter(LOBBY)
  down.add(HARBOUR)
  const [one, two] = [revoke(), revoke()]
  await core.apply([one])
  await core.apply([two])
  expect(told).toEqual([
    [LOBBY, [one.id]],
    [LOBBY, [two.id]],
  ])
  expect(alarmAt).toBeGreaterThan(now)
  await core.runAlarm()
  down.clear()
  now = alarmAt ?? now
  await core.runAlarm()
  expect(told.slice(2)).toEqual([[HARBOUR, [one.id, two.id]]])
})

test('killed after a change was kept, the inbox goes on with it by its alarm', async () => {
  await core.enter(HARBOUR)
  down.add(HARBOUR)
  const one = revoke()
  await core.apply([one])
  expect(alarmAt).not.toBeNull()
  start()
  down.clear()
  await core.runAlarm()
  expect(told).toEqual([[HARBOUR, [one.id]]])
})

test('entering again does not make a room miss what it has not heard', async () => {
  await core.enter(HARBOUR)
  down.add(HARBOUR)
  const one = revoke()
  await core.apply([one])
  await core.enter(HARBOUR)
  down.clear()
  await core.runAlarm()
  expect(told).toEqual([[HARBOUR, [one.id]]])
})

test('a room that hangs keeps neither who told the inbox waiting nor another room', async () => {
  await core.enter(HARBOUR)
  await core.enter(LOBBY)
  hanging.add(HARBOUR)
  const [one, two] = [revoke(), revoke()]
  await core.apply([one])
  await core.apply([two])
  expect(told.filter(([roomId]) => roomId === LOBBY).flatMap(([, ids]) => ids)).toContain(two.id)
  start()
  hanging.clear()
  await core.runAlarm()
  expect(told.at(-1)).toEqual([HARBOUR, [one.id, two.id]])
})

test('who comes back to a room again and again costs no write, until the registration runs out', async () => {
  const read = () => database.prepare('SELECT until FROM rooms').get()?.until
  await core.enter(HARBOUR)
  const first = read()
  now += REGISTRATION_SLACK_MS
  await core.enter(HARBOUR)
  expect(read()).toBe(first)
  now += 1
  await core.enter(HARBOUR)
  expect(read()).toBe(now + REGISTERED_MS + REGISTRATION_SLACK_MS)
})

test('a room whose sockets have all ended is not told any more, and old changes are forgotten', async () => {
  await core.enter(HARBOUR)
  await core.apply([revoke()])
  now += REGISTERED_MS + REGISTRATION_SLACK_MS
  await core.apply([revoke()])
  expect(told).toHaveLength(1)
  now += 25 * 3_600_000
  await core.apply([revoke()])
  expect(database.prepare('SELECT count(*) AS n FROM changes').get()?.n).toBe(1)
  await core.enter(LOBBY)
  await core.apply([revoke()])
  expect(told.at(-1)?.[1]).toHaveLength(1)
})
