import { eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import type { Actor } from '#domain/roles/can.ts'
import { auditEntries, receipts, rooms, users } from '#schema/postgres/index.ts'
import { roomList } from '#schema/wire/http/rooms.ts'
import type { RoomRole } from '#schema/wire/server/log-events.ts'
import { connectPostgres, type Postgres } from '#services/connections/postgres.ts'
import { buildEvent, buildRecord } from '#services/outbox/build-record.ts'
import { recordEvents } from '#services/records/record-events.ts'
import { type CreateRoomInput, createRoom as registerRoom } from './create-room.ts'
import { listRooms } from './list-rooms.ts'
import { loadRoom } from './load-room.ts'
import { takeEpoch } from './take-epoch.ts'

let db: Postgres
beforeAll(async () => {
  const { env } = inject('stand')
  await migrate(env)
  db = connectPostgres(env)
})

async function createActor(role: Actor['role'] = 'member'): Promise<Actor> {
  const userId = uuidv7()
  await db.insert(users).values({ id: userId, name: `name ${userId}`, email: `${userId}@example.com`, role })
  return { userId, name: `name ${userId}`, role, sessionId: uuidv7() }
}

const createRoom = (
  on: Postgres,
  input: Partial<CreateRoomInput> & Pick<CreateRoomInput, 'actor' | 'body'>,
) => registerRoom(on, { maxOwnedRooms: 1000, ...input })

const membership = (roomId: string, user: Actor, seq: number, change: 'joined' | 'left', role: RoomRole) =>
  buildEvent({
    roomId,
    seq,
    kind: 'membership',
    detail: { type: 'membership', userId: user.userId, change, role },
  })

test('a created room is registered with its creator and an audit entry', async () => {
  const actor = await createActor()
  const now = new Date('2026-09-22T12:00:00.123Z')
  const body = { name: "  Robert'); DROP TABLE rooms;--  ", visibility: 'private' }
  const room = await createRoom(db, { actor, body, requestId: 'request-1', now })
  expect(room).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    name: "Robert'); DROP TABLE rooms;--",
    visibility: 'private',
    createdAt: now,
  })
  const [row] = await db.select().from(rooms).where(eq(rooms.id, room.id))
  expect(row).toMatchObject({ ...room, createdBy: actor.userId, epoch: 0, mode: 'moderated' })
  const entries = await db.select().from(auditEntries).where(eq(auditEntries.targetId, room.id))
  expect(entries).toMatchObject([{ actorId: actor.userId, action: 'room.create', requestId: 'request-1' }])
})

test('a guest creates no room', async () => {
  const actor = await createActor('guest')
  await expect(createRoom(db, { actor, body: { name: 'mine' } })).rejects.toMatchObject({ code: 'forbidden' })
})

test.each([
  {},
  { name: '' },
  { name: 'a\0b' },
  { name: 'x', visibility: 'secret' },
  { name: 'x', createdBy: 'y' },
])('a malformed room is refused: %j', async (body) => {
  const actor = await createActor()
  await expect(createRoom(db, { actor, body })).rejects.toMatchObject({ code: 'malformed' })
})

test('a room that nobody spoke to yet is loaded with its owner and without a head', async () => {
  const actor = await createActor()
  const created = await createRoom(db, { actor, body: { name: 'new' } })
  expect(await loadRoom(db, created.id)).toEqual({
    id: created.id,
    name: 'new',
    topic: '',
    visibility: 'public',
    mode: 'moderated',
    createdBy: actor.userId,
    creatorName: actor.name,
    epoch: 0,
    createdAt: created.createdAt,
    archivedAt: null,
    members: [
      {
        ...{ userId: actor.userId, name: actor.name, role: 'owner' },
        ...{ joinedAt: created.createdAt, leftAt: null, mutedUntil: null, changedSeq: 0 },
      },
    ],
    cursors: [],
    head: null,
  })
})

test('members, past ones included, and the newest position of messages and events are loaded', async () => {
  const [owner, past] = [await createActor(), await createActor()]
  const { id } = await createRoom(db, { actor: owner, body: { name: 'new' } })
  await recordEvents(db, [
    membership(id, owner, 2, 'joined', 'owner'),
    membership(id, past, 3, 'joined', 'member'),
    membership(id, past, 4, 'left', 'member'),
  ])
  const before = await loadRoom(db, id)
  expect(before?.head).toEqual({ epoch: 1, seq: 4 })
  expect(before?.members.toSorted((a, b) => a.changedSeq - b.changedSeq)).toMatchObject([
    { userId: owner.userId, name: owner.name, role: 'owner', leftAt: null, changedSeq: 2 },
    { userId: past.userId, role: 'member', leftAt: expect.any(Date), changedSeq: 4 },
  ])
  await recordEvents(db, [buildRecord({ roomId: id, epoch: 3, seq: 1_000_004 })])
  expect(await loadRoom(db, id)).toMatchObject({ epoch: 3, head: { epoch: 3, seq: 1_000_004 } })
})

test('an unknown or a deleted room is none', async () => {
  const actor = await createActor()
  const { id } = await createRoom(db, { actor, body: { name: 'gone' } })
  await db.update(rooms).set({ deletedAt: new Date() }).where(eq(rooms.id, id))
  expect(await loadRoom(db, id)).toBeNull()
  expect(await loadRoom(db, uuidv7())).toBeNull()
})

test('pages go from the newest room to the oldest, without a gap or a repetition, also at the same instant', async () => {
  const viewer = await createActor()
  const now = new Date(Date.now() + 3_600_000)
  const ids: string[] = []
  for (let index = 0; index < 5; index += 1) {
    const createdAt = new Date(now.getTime() + (index > 2 ? 1 : 0))
    const room = await createRoom(db, { actor: viewer, body: { name: `room ${index}` }, now: createdAt })
    ids.push(room.id)
    await recordEvents(db, [membership(room.id, viewer, 1, 'joined', 'owner')])
  }
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await listRooms(db, { viewer, scope: 'joined', cursor, limit: 2 })
    expect(roomList.strict().parse(page)).toEqual(page)
    seen.push(...page.rooms.map((room) => room.id))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(seen).toEqual(ids.toReversed())
})

test('the viewer sees public rooms, and private ones only as a member', async () => {
  const [owner, viewer] = [await createActor(), await createActor('guest')]
  const now = new Date(Date.now() + 7_200_000)
  const create = async (visibility: string) =>
    (await createRoom(db, { actor: owner, body: { name: 'x', visibility }, now })).id
  const [open, hidden, shared, left, archived] = [
    await create('public'),
    await create('private'),
    await create('private'),
    await create('private'),
    await create('public'),
  ]
  await recordEvents(db, [
    membership(shared, viewer, 2, 'joined', 'moderator'),
    membership(left, viewer, 2, 'joined', 'member'),
    membership(left, viewer, 3, 'left', 'member'),
    buildEvent({
      roomId: archived,
      seq: 2,
      kind: 'room',
      detail: { type: 'room', change: 'archived', name: 'x' },
    }),
  ])
  const all = await listRooms(db, { viewer, scope: 'all', limit: 100 })
  const roles = new Map(all.rooms.map((room) => [room.id, room.role]))
  expect(roles.get(open)).toBeNull()
  expect(roles.get(shared)).toBe('moderator')
  for (const id of [hidden, left, archived]) expect(roles.has(id)).toBe(false)
  const joined = await listRooms(db, { viewer, scope: 'joined', limit: 100 })
  expect(joined.rooms.map((room) => room.id)).toEqual([shared])
})

test('the list shows the kinds of room that the viewer may know of, and what a lapsed member keeps', async () => {
  const owner = await createActor('paid-member')
  const now = new Date(Date.now() + 10_800_000)
  const ids = new Map<string, string>()
  for (const visibility of ['public', 'members', 'paid', 'private'] as const) {
    const { id } = await createRoom(db, { actor: owner, body: { name: visibility, visibility }, now })
    ids.set(id, visibility)
  }
  const kindsFor = async (viewer: Actor, scope: 'all' | 'joined' = 'all') => {
    const { rooms: listed } = await listRooms(db, { viewer, scope, limit: 100 })
    return listed.flatMap(({ id }) => ids.get(id) ?? []).sort()
  }
  expect(await kindsFor(await createActor('guest'))).toEqual(['public'])
  for (const role of ['member', 'paid-member', 'moderator', 'administrator'] as const)
    expect(await kindsFor(await createActor(role)), role).toEqual(['members', 'paid', 'public'])
  const lapsed = await createActor('member')
  const paid = [...ids].find(([, kind]) => kind === 'paid')?.[0] ?? ''
  await recordEvents(db, [membership(paid, lapsed, 2, 'joined', 'member')])
  await db
    .insert(receipts)
    .values({ roomId: paid, userId: lapsed.userId, epoch: 1, deliveredSeq: 1, readSeq: 1 })
  expect(await kindsFor(lapsed, 'joined')).toEqual(['paid'])
  const unreadOf = async (viewer: Actor) =>
    (await listRooms(db, { viewer, scope: 'joined', limit: 1 })).rooms[0]?.unread
  expect(await unreadOf(lapsed)).toBeUndefined()
  expect(await unreadOf({ ...lapsed, role: 'paid-member' })).toBe(0)
})

test.each<[Actor['role'], string]>([
  ['member', 'paid'],
  ['guest', 'public'],
  ['guest', 'private'],
])('a %s makes no %s room', async (role, visibility) => {
  const actor = await createActor(role)
  await expect(createRoom(db, { actor, body: { name: 'x', visibility } })).rejects.toMatchObject({
    code: 'forbidden',
  })
})

test('nobody owns more rooms than they may, however many are made at once', async () => {
  const actor = await createActor()
  const create = () => createRoom(db, { actor, body: { name: 'mine' }, maxOwnedRooms: 3 })
  const made = await Promise.allSettled(Array.from({ length: 8 }, create))
  const ids = made.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.id] : []))
  expect(ids).toHaveLength(3)
  const refusedFor = made.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
  expect(refusedFor).toEqual(Array(5).fill('limit_reached'))
  expect(await db.select().from(rooms).where(eq(rooms.createdBy, actor.userId))).toHaveLength(3)
  const entries = await db.select().from(auditEntries).where(eq(auditEntries.actorId, actor.userId))
  expect(entries).toHaveLength(3)
  const [archived = '', handedOver = ''] = ids
  await db.update(rooms).set({ archivedAt: new Date() }).where(eq(rooms.id, archived))
  await recordEvents(db, [membership(handedOver, actor, 9, 'joined', 'moderator')])
  await create()
  await create()
  await expect(create()).rejects.toMatchObject({ code: 'limit_reached' })
})

test.each([
  '',
  'x',
  "1.' or 1=1",
  '1.2.3',
  `-1.${uuidv7()}`,
  `9e99.${uuidv7()}`,
  `8640000000000000.${uuidv7()}`,
])('a cursor that is none of ours is refused: %s', async (cursor) => {
  const viewer = await createActor()
  await expect(listRooms(db, { viewer, scope: 'all', cursor, limit: 2 })).rejects.toMatchObject({
    code: 'malformed',
  })
})

test('[LOG2] an epoch is taken once, whoever asks and however often', async () => {
  const actor = await createActor()
  const { id: roomId } = await createRoom(db, { actor, body: { name: 'new' } })
  const asked = await Promise.all([1, 1, 1, 1].map((epoch) => takeEpoch(db, { roomId, epoch })))
  expect(asked.filter(Boolean)).toHaveLength(1)
  expect(await takeEpoch(db, { roomId, epoch: 2 })).toBe(true)
  expect(await takeEpoch(db, { roomId, epoch: 2 })).toBe(false)
  expect(await loadRoom(db, roomId)).toMatchObject({ epoch: 2, head: null })
  expect(await takeEpoch(db, { roomId: uuidv7(), epoch: 1 })).toBe(false)
})
