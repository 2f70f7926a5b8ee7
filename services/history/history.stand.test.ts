import { eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { contentKeys, users } from '#schema/postgres/index.ts'
import { connectPostgres, type Postgres } from '#services/connections/postgres.ts'
import { buildEvent, buildRecord } from '#services/outbox/build-record.ts'
import type { OutboxRecord } from '#services/outbox/outbox-record.ts'
import { recordEvents } from '#services/records/record-events.ts'
import { countRecorded } from './count-recorded.ts'
import { countUnread } from './count-unread.ts'
import { findByClientId } from './find-by-client-id.ts'
import { findFirstSince } from './find-first-since.ts'
import { readMessages } from './read-messages.ts'

let db: Postgres
const authorId = uuidv7()
beforeAll(async () => {
  const { env } = inject('stand')
  await migrate(env)
  db = connectPostgres(env)
  await db.insert(users).values({ id: authorId, name: 'Ada 💬', email: `${authorId}@example.com` })
})

/** Messages at the given seqs of a new room, and what else is said of them. */
async function recordRoom(seqs: number[], more: (roomId: string) => OutboxRecord[] = () => []) {
  const roomId = uuidv7()
  const sent = seqs.map((seq) => buildRecord({ roomId, seq, actorId: authorId }))
  await recordEvents(db, [...sent, ...more(roomId)])
  return { roomId, sent }
}

const seqsOf = ({ messages }: { messages: { seq: number }[] }) => messages.map(({ seq }) => seq)

test('without a position the newest messages come, ascending', async () => {
  const { roomId } = await recordRoom([1, 2, 5, 9])
  const page = await readMessages(db, { roomId, limit: 3 })
  expect(seqsOf(page)).toEqual([2, 5, 9])
  expect(page.hasMore).toBe(true)
})

test('before and after are exclusive, and hasMore tells whether the page was cut', async () => {
  const { roomId } = await recordRoom([1, 2, 5, 9])
  const read = async (query: { before?: number; after?: number; limit: number }) => {
    const page = await readMessages(db, { roomId, ...query })
    return [seqsOf(page), page.hasMore]
  }
  expect(await read({ before: 9, limit: 2 })).toEqual([[2, 5], true])
  expect(await read({ before: 9, limit: 3 })).toEqual([[1, 2, 5], false])
  expect(await read({ before: 1, limit: 3 })).toEqual([[], false])
  expect(await read({ after: 1, limit: 2 })).toEqual([[2, 5], true])
  expect(await read({ after: 2, limit: 2 })).toEqual([[5, 9], false])
  expect(await read({ after: 0, limit: 1 })).toEqual([[1], true])
})

test('a message carries its author, its key and its ciphertext unchanged', async () => {
  const { roomId, sent } = await recordRoom([7])
  const [message] = (await readMessages(db, { roomId, limit: 1 })).messages
  const record = sent[0]
  expect(message).toMatchObject({
    epoch: 1,
    seq: 7,
    clientId: record?.clientId,
    authorId,
    authorName: 'Ada 💬',
    at: record?.createdAt,
    editedAt: null,
    deletedAt: null,
  })
  expect(message?.body).toMatchObject({ epoch: 1, seq: 7, contentKeyId: record?.contentKey?.id })
  expect(new Uint8Array(message?.body.ciphertext ?? [])).toEqual(record?.ciphertext)
  expect(message?.key?.id).toBe(record?.contentKey?.id)
  expect(new Uint8Array(message?.key?.wrapped ?? [])).toEqual(record?.contentKey?.wrapped)
})

test('the last edit stands, bound to its own position and key, even when it was recorded first', async () => {
  const { roomId } = await recordRoom([1, 2])
  const edit = (seq: number) =>
    buildRecord({ roomId, seq, kind: 'edited', actorId: authorId, target: { epoch: 1, seq: 1 }, epoch: 2 })
  const last = edit(4)
  await recordEvents(db, [last])
  await recordEvents(db, [edit(3)])
  const { messages } = await readMessages(db, { roomId, limit: 9 })
  expect(messages[0]?.body).toMatchObject({ epoch: 2, seq: 4, contentKeyId: last.contentKey?.id })
  expect(new Uint8Array(messages[0]?.body.ciphertext ?? [])).toEqual(last.ciphertext)
  expect(messages[0]?.key?.id).toBe(last.contentKey?.id)
  expect(messages[0]?.editedAt).toEqual(last.createdAt)
  expect(messages[1]?.editedAt).toBeNull()
})

test('a deleted message stays in its place without a key to read it', async () => {
  const { roomId } = await recordRoom([1], (room) => [
    buildEvent({ roomId: room, seq: 2, kind: 'deleted', target: { epoch: 1, seq: 1 } }),
  ])
  const { messages } = await readMessages(db, { roomId, limit: 9 })
  expect(messages).toMatchObject([{ seq: 1, key: null, deletedAt: new Date(1_790_000_000_000) }])
})

test('a text whose key was destroyed comes without a key', async () => {
  const { roomId } = await recordRoom([1])
  await db.update(contentKeys).set({ destroyedAt: new Date() }).where(eq(contentKeys.roomId, roomId))
  expect((await readMessages(db, { roomId, limit: 9 })).messages).toMatchObject([{ seq: 1, key: null }])
})

test('another room is never read', async () => {
  const { roomId } = await recordRoom([1])
  await recordRoom([1, 2])
  expect(seqsOf(await readMessages(db, { roomId, limit: 9 }))).toEqual([1])
  expect(await readMessages(db, { roomId: uuidv7(), limit: 9 })).toEqual({ messages: [], hasMore: false })
})

test('an operation is found by room, actor and client id together', async () => {
  const { roomId, sent } = await recordRoom([3])
  const record = sent[0]
  const clientId = record?.clientId ?? ''
  const at = record?.createdAt.getTime()
  expect(await findByClientId(db, { roomId, actorId: authorId, clientId })).toEqual({
    epoch: 1,
    seq: 3,
    at,
    kind: 'message',
  })
  expect(await findByClientId(db, { roomId: uuidv7(), actorId: authorId, clientId })).toBeNull()
  expect(await findByClientId(db, { roomId, actorId: uuidv7(), clientId })).toBeNull()
  expect(await findByClientId(db, { roomId, actorId: authorId, clientId: uuidv7() })).toBeNull()
})

test('an edit or a deletion is found by its client id as well', async () => {
  const event = buildEvent({ kind: 'deleted', seq: 8, target: { epoch: 1, seq: 1 } })
  await recordEvents(db, [event])
  const { roomId, actorId, clientId } = event
  expect(await findByClientId(db, { roomId, actorId, clientId: clientId ?? '' })).toMatchObject({
    seq: 8,
    kind: 'deleted',
  })
})

test('messages and other events of the epoch are counted, the ends included', async () => {
  const { roomId } = await recordRoom([1, 2, 5, 9], (room) => [
    buildEvent({ roomId: room, seq: 3, kind: 'deleted', target: { epoch: 1, seq: 1 } }),
    buildRecord({ roomId: room, seq: 4, epoch: 2 }),
  ])
  const count = (fromSeq: number, toSeq: number, epoch = 1) =>
    countRecorded(db, { roomId, epoch, fromSeq, toSeq })
  expect(await count(1, 9)).toBe(5)
  expect(await count(2, 5)).toBe(3)
  expect(await count(4, 4)).toBe(0)
  expect(await count(4, 4, 2)).toBe(1)
})

test('a message comes with what stands beside it: thread, reactions, pin, whom its latest wording names', async () => {
  const reader = uuidv7()
  const target = { epoch: 1, seq: 1 }
  const react = (seq: number, actorId: string, emoji: string) => ({
    ...{ kind: 'reaction' as const, seq, actorId, target },
    detail: { type: 'reaction' as const, emoji, change: 'added' as const },
  })
  const { roomId } = await recordRoom([1], (room) => [
    buildRecord({ roomId: room, seq: 2, actorId: authorId, detail: { type: 'message', thread: target } }),
    buildRecord({
      roomId: room,
      seq: 3,
      actorId: authorId,
      detail: { type: 'message', thread: target, replyTo: { epoch: 1, seq: 2 } },
    }),
    buildEvent({ roomId: room, kind: 'deleted', seq: 4, target: { epoch: 1, seq: 2 } }),
    buildEvent({ roomId: room, ...react(5, reader, '🎉') }),
    buildEvent({ roomId: room, ...react(6, authorId, '👍') }),
    buildEvent({ roomId: room, ...react(7, authorId, '🎉') }),
    buildEvent({ roomId: room, kind: 'pin', seq: 8, target, detail: { type: 'pin', change: 'pinned' } }),
    buildRecord({
      roomId: room,
      kind: 'edited',
      seq: 9,
      actorId: authorId,
      target,
      detail: { type: 'edited', mentions: [reader] },
    }),
  ])
  const { messages } = await readMessages(db, { roomId, limit: 10 })
  expect(messages).toMatchObject([
    {
      seq: 1,
      replies: 1,
      mentions: [reader],
      pinnedAt: new Date(1_790_000_000_000),
      reactions: [
        { emoji: '🎉', count: 2, userIds: [reader, authorId] },
        { emoji: '👍', count: 1, userIds: [authorId] },
      ],
    },
    { seq: 2, thread: target, replyTo: null, reactions: [], replies: 0 },
    { seq: 3, thread: target, replyTo: { epoch: 1, seq: 2 } },
  ])
  expect(seqsOf(await readMessages(db, { roomId, thread: 1, limit: 10 }))).toEqual([2, 3])
})

test('unread are messages of others in the range that are not deleted', async () => {
  const { roomId } = await recordRoom([1, 2, 3, 4, 5], (room) => [
    buildEvent({ roomId: room, kind: 'deleted', seq: 6, target: { epoch: 1, seq: 4 } }),
  ])
  const reader = uuidv7()
  expect(await countUnread(db, { roomId, userId: reader, after: 1, upTo: 5 })).toBe(3)
  expect(await countUnread(db, { roomId, userId: reader, after: 1, upTo: 3 })).toBe(2)
  expect(await countUnread(db, { roomId, userId: authorId, after: 0, upTo: 9 })).toBe(0)
})

test('the first message since a time is found, after a place', async () => {
  const times = [1, 3, 3, 7].map((days) => Date.UTC(2026, 0, days))
  const { roomId } = await recordRoom([], (room) =>
    times.map((at, index) =>
      buildRecord({ roomId: room, seq: index + 2, actorId: authorId, createdAt: new Date(at) }),
    ),
  )
  const find = (day: number, after = 0) =>
    findFirstSince(db, { roomId, since: Date.UTC(2026, 0, day), after })
  expect([await find(1), await find(2), await find(3), await find(4), await find(8)]).toEqual([
    2,
    3,
    3,
    5,
    null,
  ])
  expect(await find(3, 3)).toBe(4)
  expect(await findFirstSince(db, { roomId: uuidv7(), since: 0, after: 0 })).toBeNull()
})
