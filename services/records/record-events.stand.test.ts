import { asc, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { uuidv7 } from 'uuidv7'
import { beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import {
  contentKeys,
  messageReactions,
  messages,
  roomEvents,
  roomMembers,
  rooms,
  users,
} from '#schema/postgres/index.ts'
import { connectPostgres, type Postgres } from '#services/connections/postgres.ts'
import { buildEvent, buildRecord } from '#services/outbox/build-record.ts'
import type { OutboxRecord } from '#services/outbox/outbox-record.ts'
import { computePoisonReason } from './compute-poison-reason.ts'
import { recordEvents } from './record-events.ts'

let db: Postgres
beforeAll(async () => {
  const { env } = inject('stand')
  await migrate(env)
  db = connectPostgres(env)
})

async function createRoomWithOwner() {
  const userId = uuidv7()
  const roomId = uuidv7()
  await db.insert(users).values({ id: userId, name: 'Ada', email: `${userId}@example.com` })
  await db.insert(rooms).values({ id: roomId, name: 'first', visibility: 'public', createdBy: userId })
  return { userId, roomId }
}

const readState = async (roomId: string) => ({
  messages: await db
    .select({ seq: messages.seq, ciphertext: messages.ciphertext, deletedAt: messages.deletedAt })
    .from(messages)
    .where(eq(messages.roomId, roomId))
    .orderBy(asc(messages.seq)),
  events: await db
    .select({ seq: roomEvents.seq, kind: roomEvents.kind, detail: roomEvents.detail })
    .from(roomEvents)
    .where(eq(roomEvents.roomId, roomId))
    .orderBy(asc(roomEvents.seq)),
  members: await db
    .select({
      userId: roomMembers.userId,
      role: roomMembers.role,
      changedSeq: roomMembers.changedSeq,
      joinedAt: roomMembers.joinedAt,
      leftAt: roomMembers.deletedAt,
    })
    .from(roomMembers)
    .where(eq(roomMembers.roomId, roomId)),
  room: await db
    .select({
      name: rooms.name,
      epoch: rooms.epoch,
      archivedAt: rooms.archivedAt,
      changedSeq: rooms.changedSeq,
    })
    .from(rooms)
    .where(eq(rooms.id, roomId)),
})

const at = (seq: number) => new Date(1_790_000_000_000 + seq * 1000)

/** A log of every kind of event: joined, renamed, promoted, left and back again, edited, deleted, archived. */
function buildLog(roomId: string, userId: string): OutboxRecord[] {
  const key = buildRecord().contentKey
  const common = (seq: number) => ({
    roomId,
    actorId: userId,
    seq,
    epoch: seq > 7 ? 2 : 1,
    createdAt: at(seq),
  })
  const membership = (seq: number, change: 'joined' | 'left', role: 'owner' | 'member') =>
    buildEvent({ ...common(seq), kind: 'membership', detail: { type: 'membership', userId, change, role } })
  const room = (seq: number, change: 'created' | 'renamed' | 'archived', name: string) =>
    buildEvent({ ...common(seq), kind: 'room', detail: { type: 'room', change, name } })
  return [
    room(1, 'created', 'first'),
    membership(2, 'joined', 'member'),
    buildRecord({ ...common(3), contentKey: key }),
    membership(4, 'left', 'member'),
    membership(5, 'joined', 'member'),
    membership(6, 'joined', 'owner'),
    buildRecord({ ...common(7), contentKey: key }),
    room(8, 'renamed', "O'Brien; drop table rooms --"),
    buildRecord({ ...common(9), kind: 'edited', contentKey: key, target: { epoch: 1, seq: 3 } }),
    buildEvent({ ...common(10), kind: 'deleted', target: { epoch: 1, seq: 7 } }),
    room(11, 'archived', "O'Brien; drop table rooms --"),
  ]
}

test('a batch lands byte for byte, with its keys and all that follows from it', async () => {
  const { userId, roomId } = await createRoomWithOwner()
  const log = buildLog(roomId, userId)
  await recordEvents(db, log)
  const state = await readState(roomId)
  expect(state.messages.map((row) => [row.seq, row.deletedAt])).toEqual([
    [3, null],
    [7, at(10)],
  ])
  expect(new Uint8Array(state.messages[0]?.ciphertext ?? [])).toEqual(log[2]?.ciphertext)
  expect(state.events.map((row) => row.seq)).toEqual([1, 2, 4, 5, 6, 8, 9, 10, 11])
  expect(state.events[0]?.detail).toEqual(log[0]?.detail)
  expect(state.members).toEqual([{ userId, role: 'owner', changedSeq: 6, joinedAt: at(5), leftAt: null }])
  expect(state.room).toEqual([
    { name: "O'Brien; drop table rooms --", epoch: 2, archivedAt: at(11), changedSeq: 11 },
  ])
  const [key] = await db.select().from(contentKeys).where(eq(contentKeys.roomId, roomId))
  expect(new Uint8Array(key?.wrapped ?? [])).toEqual(log[2]?.contentKey?.wrapped)
  expect(key).toMatchObject({ id: log[2]?.contentKey?.id, authorId: userId, masterKeyVersion: 1 })
})

test('any order of arrival, in any batches and with repetitions, ends in the same state', async () => {
  const reference = await createRoomWithOwner()
  const expected = buildLog(reference.roomId, reference.userId)
  await recordEvents(db, expected)
  const wanted = await readState(reference.roomId)
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(expected, { minLength: expected.length }),
      fc.array(fc.nat(expected.length - 1), { maxLength: 5 }),
      fc.integer({ min: 1, max: 6 }),
      async (shuffled, repeated, size) => {
        const { roomId } = await createRoomWithOwner()
        const arriving = [...shuffled, ...repeated.flatMap((index) => expected[index] ?? [])]
        const log = arriving.map((record) => ({ ...record, roomId }))
        for (let from = 0; from < log.length; from += size) {
          await recordEvents(db, log.slice(from, from + size))
        }
        expect(await readState(roomId)).toEqual(wanted)
      },
    ),
    { numRuns: 25 },
  )
})

test('two recorders of the same batch at once record it once', async () => {
  const { userId, roomId } = await createRoomWithOwner()
  const log = buildLog(roomId, userId)
  await Promise.all([1, 2, 3, 4].map((turn) => recordEvents(db, turn % 2 === 0 ? log : log.toReversed())))
  const state = await readState(roomId)
  expect(state.messages.length + state.events.length).toBe(log.length)
  expect(state.members).toMatchObject([{ role: 'owner', changedSeq: 6, joinedAt: at(5) }])
})

test('a message and its deletion that are recorded at the same time find each other', async () => {
  const { userId, roomId } = await createRoomWithOwner()
  const pairs = Array.from({ length: 60 }, (_, index) => {
    const seq = 2 * index + 1
    const common = { roomId, actorId: userId }
    return [
      [buildRecord({ ...common, seq })],
      [buildEvent({ ...common, seq: seq + 1, kind: 'deleted', target: { epoch: 1, seq } })],
    ]
  })
  for (const pair of pairs) await Promise.all(pair.map((batch) => recordEvents(db, batch)))
  const state = await readState(roomId)
  expect(state.messages.filter(({ deletedAt }) => deletedAt === null)).toEqual([])
  expect(state.messages).toHaveLength(pairs.length)
})

test('a repetition changes no row, not even with another content', async () => {
  const record = buildRecord()
  await recordEvents(db, [record])
  await recordEvents(db, [{ ...record, ciphertext: new Uint8Array([1]) }])
  const state = await readState(record.roomId)
  expect(new Uint8Array(state.messages[0]?.ciphertext ?? [])).toEqual(record.ciphertext)
})

test('a destroyed key is not brought back by a late event', async () => {
  const record = buildRecord()
  await recordEvents(db, [record])
  const destroyedAt = at(1)
  await db
    .update(contentKeys)
    .set({ wrapped: new Uint8Array(), destroyedAt })
    .where(eq(contentKeys.id, record.contentKey?.id ?? ''))
  await recordEvents(db, [{ ...record, seq: 2 }])
  const [key] = await db.select().from(contentKeys).where(eq(contentKeys.roomId, record.roomId))
  expect(key?.destroyedAt).toEqual(destroyedAt)
  expect(key?.wrapped.byteLength).toBe(0)
})

test('a membership of somebody unknown, or in an unknown room, is kept and poisons nothing', async () => {
  const { userId, roomId } = await createRoomWithOwner()
  const unknown = uuidv7()
  const joined = (room: string, user: string, seq: number) =>
    buildEvent({
      roomId: room,
      seq,
      kind: 'membership',
      detail: { type: 'membership', userId: user, change: 'joined', role: 'member' },
    })
  await recordEvents(db, [joined(roomId, unknown, 1), joined(unknown, userId, 1), joined(roomId, userId, 2)])
  expect((await readState(roomId)).members).toMatchObject([{ userId, changedSeq: 2 }])
  expect((await readState(unknown)).events).toHaveLength(1)
})

test('one bad row keeps the whole batch out and is told as the fault of the data', async () => {
  const roomId = uuidv7()
  const bad = buildEvent({
    roomId,
    seq: 2,
    kind: 'room',
    detail: { type: 'room', change: 'renamed', name: 'NUL \0 inside' },
  })
  const refused = await recordEvents(db, [buildRecord({ roomId }), bad]).catch((error: unknown) => error)
  expect(computePoisonReason(refused)).toBe('postgres_22P05')
  expect((await readState(roomId)).messages).toEqual([])
})

const shuffles = (records: OutboxRecord[]) =>
  fc.shuffledSubarray(records, { minLength: records.length, maxLength: records.length })

test('reactions, pins, mutes and the topic end in the same state in any order of arrival', async () => {
  const { userId } = await createRoomWithOwner()
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 12 }), shuffles(buildTalk()), async (cut, talk) => {
      const room = uuidv7()
      await db.insert(rooms).values({ id: room, name: 'x', visibility: 'public', createdBy: userId })
      const records = talk.map((record) => ({
        ...record,
        roomId: room,
        contentKey: record.contentKey && { ...record.contentKey, id: uuidv7() },
      }))
      await recordEvents(db, records.slice(0, cut))
      await recordEvents(db, records)
      expect(await readMarks(room)).toEqual({
        reactions: [
          { emoji: '🎉', userId, seq: 6, isGone: true },
          { emoji: '👍', userId, seq: 7, isGone: false },
        ],
        message: { pinnedAt: null, thread: 2, reply: 2, mentions: [userId] },
        pinnedAt: at(8),
        mutedUntil: new Date(1_800_000_000_000),
        topic: 'ice',
      })
    }),
    { numRuns: 15 },
  )

  function buildTalk(): OutboxRecord[] {
    const target = { epoch: 1, seq: 2 }
    const actorId = userId
    const react = (seq: number, emoji: string, change: 'added' | 'removed') =>
      buildEvent({ kind: 'reaction', seq, actorId, target, detail: { type: 'reaction', emoji, change } })
    const pinned = (seq: number, on: number, change: 'pinned' | 'unpinned') =>
      buildEvent({
        kind: 'pin',
        seq,
        actorId,
        target: { epoch: 1, seq: on },
        detail: { type: 'pin', change },
      })
    const moderated = (seq: number, until: number | null) =>
      buildEvent({
        ...{ kind: 'moderation', seq, actorId },
        detail: { type: 'moderation', userId, action: until === null ? 'unmuted' : 'muted', until },
      })
    return [
      buildEvent({
        kind: 'membership',
        seq: 1,
        actorId,
        detail: { type: 'membership', userId, change: 'joined', role: 'owner' },
      }),
      buildRecord({ seq: 2, actorId }),
      buildRecord({
        seq: 3,
        actorId,
        detail: { type: 'message', replyTo: target, thread: target, mentions: [userId] },
      }),
      react(4, '🎉', 'added'),
      react(5, '👍', 'added'),
      react(6, '🎉', 'removed'),
      react(7, '👍', 'added'),
      { ...pinned(8, 2, 'pinned'), createdAt: at(8) },
      pinned(9, 3, 'pinned'),
      pinned(10, 3, 'unpinned'),
      moderated(11, null),
      moderated(12, 1_800_000_000_000),
      buildEvent({
        kind: 'room',
        seq: 13,
        actorId,
        detail: { type: 'room', change: 'topic', name: 'x', topic: 'ice' },
      }),
    ]
  }
})

async function readMarks(roomId: string) {
  const inRoom = eq(messages.roomId, roomId)
  const [first, second] = await db.select().from(messages).where(inRoom).orderBy(asc(messages.seq))
  const reactions = await db
    .select()
    .from(messageReactions)
    .where(eq(messageReactions.roomId, roomId))
    .orderBy(asc(messageReactions.seq))
  const [member] = await db.select().from(roomMembers).where(eq(roomMembers.roomId, roomId))
  const [room] = await db.select().from(rooms).where(eq(rooms.id, roomId))
  return {
    reactions: reactions.map(({ emoji, userId, seq, deletedAt }) => ({
      emoji,
      userId,
      seq,
      isGone: deletedAt !== null,
    })),
    message: {
      pinnedAt: second?.pinnedAt,
      thread: second?.threadSeq,
      reply: second?.replySeq,
      mentions: second?.mentions,
    },
    pinnedAt: first?.pinnedAt,
    mutedUntil: member?.mutedUntil,
    topic: room?.topic,
  }
}

test('who was removed is a member no more, and a role that was changed is the one that counts', async () => {
  const { userId, roomId } = await createRoomWithOwner()
  const detail = { type: 'membership', userId, byId: uuidv7() } as const
  const events = [
    buildEvent({
      kind: 'membership',
      roomId,
      seq: 1,
      detail: { ...detail, change: 'joined', role: 'member' },
    }),
    buildEvent({
      kind: 'membership',
      roomId,
      seq: 2,
      detail: { ...detail, change: 'role', role: 'moderator' },
    }),
  ]
  await recordEvents(db, events)
  expect((await readState(roomId)).members).toMatchObject([{ role: 'moderator', leftAt: null }])
  await recordEvents(db, [
    buildEvent({
      kind: 'membership',
      roomId,
      seq: 3,
      detail: { ...detail, change: 'removed', role: 'moderator' },
    }),
  ])
  expect((await readState(roomId)).members[0]?.leftAt).toBeInstanceOf(Date)
})
