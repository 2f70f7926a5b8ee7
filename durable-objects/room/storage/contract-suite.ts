import { describe, expect, test } from 'vitest'
import { createRoomStorage } from './create-room-storage.ts'
import type { Effect, NewPage, RoomRecord, RoomStorage, StoredMember } from './port.ts'
import type { SqlDriver } from './sql-driver.ts'

const USER = '01900000-0000-7000-8000-00000000000'

export const buildRecord = (record: Partial<RoomRecord> = {}): RoomRecord => ({
  roomId: '01900000-0000-7000-8000-00000000aaaa',
  name: 'Harbour',
  topic: '',
  visibility: 'public',
  createdBy: `${USER}1`,
  creatorName: 'Olga',
  createdAt: 1,
  archivedAt: null,
  epoch: 1,
  floorSeq: 0,
  floorAt: 0,
  publishedSeq: 0,
  ...record,
})

const buildMember = (member: Partial<StoredMember> = {}): StoredMember => ({
  userId: `${USER}1`,
  name: 'Olga',
  role: 'owner',
  joinedAt: 1,
  leftAt: null,
  mutedUntil: null,
  ...member,
})

const buildPage = (firstSeq: number, lastSeq = firstSeq, page: Partial<NewPage> = {}): NewPage => ({
  firstSeq,
  lastSeq,
  firstAt: firstSeq * 10,
  lastAt: lastSeq * 10,
  keyId: 'key',
  clientIds: new Uint8Array(16).fill(firstSeq),
  messages: lastSeq - firstSeq + 1,
  data: Uint8Array.of(0, firstSeq, 255),
  ...page,
})

const spansOf = (pages: readonly { firstSeq: number; lastSeq: number }[]) =>
  pages.map(({ firstSeq, lastSeq }) => [firstSeq, lastSeq])

/** What every storage of a room keeps to. `withDriver` gives each test an empty database. */
export function testRoomStorage(withDriver: (run: (sql: SqlDriver) => void) => Promise<void>): void {
  const check = (name: string, run: (storage: RoomStorage, sql: SqlDriver) => void) =>
    test(name, () => withDriver((sql) => run(createRoomStorage(sql), sql)))

  describe('a storage of a room', () => {
    check('is empty at first, and keeps its room', (storage) => {
      expect([storage.readRoom(), storage.readLastPage(), storage.readDocument('x')]).toEqual([
        null,
        null,
        null,
      ])
      storage.createRoom(buildRecord(), [buildMember()])
      expect(storage.readRoom()).toEqual(buildRecord())
      expect(storage.findMember(`${USER}1`)).toEqual(buildMember())
    })

    check('is opened again with what it held', (storage, sql) => {
      storage.createRoom(buildRecord(), [])
      storage.appendPage(buildPage(1), [])
      expect(createRoomStorage(sql).readLastPage()).toEqual({
        firstSeq: 1,
        lastSeq: 1,
        firstAt: 10,
        lastAt: 10,
      })
    })

    check('finds pages from the middle of one, and before one', (storage) => {
      for (const page of [buildPage(1, 3), buildPage(4), buildPage(5, 9)]) storage.appendPage(page, [])
      expect(spansOf(storage.readPagesFrom(2, 2))).toEqual([
        [1, 3],
        [4, 4],
      ])
      expect(spansOf(storage.readPagesFrom(4, 9))).toEqual([
        [4, 4],
        [5, 9],
      ])
      expect(spansOf(storage.readPagesFrom(10, 9))).toEqual([])
      expect(spansOf(storage.readPagesBefore(5, 9))).toEqual([
        [4, 4],
        [1, 3],
      ])
      expect(storage.readPagesFrom(1, 1)[0]?.data).toEqual(Uint8Array.of(0, 1, 255))
    })

    check('refuses a second page at the same place, with all its effects', (storage) => {
      storage.createRoom(buildRecord(), [])
      storage.appendPage(buildPage(1), [])
      const effects = [{ effect: { type: 'renamed', name: 'Pier' }, seq: 1, at: 10 } as const]
      expect(() => storage.appendPage(buildPage(1), effects)).toThrow()
      expect(storage.readRoom()?.name).toBe('Harbour')
    })

    check('finds the pages of a client id, since a time', (storage) => {
      for (const seq of [1, 2, 3]) storage.appendPage(buildPage(seq), [])
      const id = new Uint8Array(16).fill(2)
      expect(spansOf(storage.findPagesByClientId(id, 20))).toEqual([[2, 2]])
      expect(spansOf(storage.findPagesByClientId(id, 21))).toEqual([])
      expect(storage.readClientIds(2)).toEqual([
        { firstAt: 30, clientIds: new Uint8Array(16).fill(3) },
        { firstAt: 20, clientIds: id },
      ])
    })

    check('keeps the latest edit and the deletion of a message', (storage) => {
      const revise = (effect: Effect, seq: number) =>
        storage.appendPage(buildPage(seq), [{ effect, seq, at: seq * 10 }])
      revise({ type: 'edited', targetSeq: 1 }, 2)
      revise({ type: 'edited', targetSeq: 1 }, 3)
      revise({ type: 'deleted', targetSeq: 1, threadSeq: null }, 4)
      expect(storage.readRevisions(1, 1)).toEqual([
        { targetSeq: 1, editedSeq: 3, editedAt: 30, deletedAt: 40 },
      ])
      expect(storage.readRevisions(2, 9)).toEqual([])
    })

    check('keeps reactions in the order of reacting, each person and emoji once', (storage) => {
      const react = (seq: number, userId: string, emoji: string, on = true) =>
        storage.appendPage(buildPage(seq), [
          { effect: { type: 'reacted', targetSeq: 1, userId, emoji, on }, seq, at: seq },
        ])
      react(2, `${USER}2`, '🎉')
      react(3, `${USER}1`, '👍')
      react(4, `${USER}1`, '🎉')
      react(5, `${USER}1`, '🎉')
      expect(storage.readReactions(1, 9).get(1)).toEqual([
        { emoji: '🎉', count: 2, userIds: [`${USER}2`, `${USER}1`] },
        { emoji: '👍', count: 1, userIds: [`${USER}1`] },
      ])
      react(6, `${USER}1`, '👍', false)
      expect(storage.listEmoji(1)).toEqual(['🎉'])
      expect(storage.hasReaction({ targetSeq: 1, userId: `${USER}1`, emoji: '👍' })).toBe(false)
      storage.appendPage(buildPage(7), [
        { effect: { type: 'deleted', targetSeq: 1, threadSeq: null }, seq: 7, at: 7 },
      ])
      expect(storage.readReactions(1, 9).size).toBe(0)
    })

    check('keeps pins, the latest first, and how many replies a thread has', (storage) => {
      const effects: Effect[] = [
        { type: 'pinned', targetSeq: 1, on: true },
        { type: 'pinned', targetSeq: 9, on: true },
        { type: 'pinned', targetSeq: 4, on: true },
        { type: 'pinned', targetSeq: 9, on: false },
        { type: 'replied', threadSeq: 1 },
        { type: 'replied', threadSeq: 1 },
        { type: 'deleted', targetSeq: 6, threadSeq: 1 },
      ]
      effects.forEach((effect, i) => {
        storage.appendPage(buildPage(i + 1), [{ effect, seq: i + 1, at: i + 1 }])
      })
      expect([...storage.readPins()]).toEqual([
        [4, 3],
        [1, 1],
      ])
      expect([...storage.readReplies(1, 9)]).toEqual([[1, 1]])
    })

    check('moves cursors forwards only and tells which are not saved elsewhere', (storage) => {
      const build = (deliveredSeq: number, readSeq: number, readAt: number | null = null) => ({
        ...{ userId: `${USER}1`, deliveredSeq, readSeq, readAt },
      })
      storage.moveCursors([build(3, 2, 20)], 20)
      storage.moveCursors([build(1, 5, 50)], 50)
      storage.moveCursors([build(9, 4, 60)], 60)
      expect(storage.findCursor(`${USER}1`)).toEqual(build(9, 5, 50))
      expect(storage.findCursor(`${USER}2`)).toBeNull()
      const unsaved = storage.listUnsavedCursors(5)
      expect(unsaved).toMatchObject([{ userId: `${USER}1`, changedAt: 60 }])
      storage.moveCursors([build(10, 5)], 70)
      storage.markCursorsSaved(unsaved)
      expect(storage.listUnsavedCursors(5)).toMatchObject([{ deliveredSeq: 10, changedAt: 70 }])
      storage.markCursorsSaved(storage.listUnsavedCursors(5))
      expect(storage.listUnsavedCursors(5)).toEqual([])
    })

    check('finds the first event since a time', (storage) => {
      for (const page of [buildPage(1, 3, { firstAt: 30 }), buildPage(4)]) storage.appendPage(page, [])
      expect([0, 30, 31, 40, 41].map((at) => storage.findSeqSince(at))).toEqual([1, 1, 4, 4, null])
    })

    check('keeps invitations, those that can be used first', (storage) => {
      const build = (n: number, over = {}) => ({
        ...{ id: `i${n}`, secretHash: `h${n}`, createdBy: `${USER}1`, creatorName: 'Olga', createdAt: n },
        ...{ expiresAt: 100, maxUses: 1, uses: 0, revokedAt: null, ...over },
      })
      for (const n of [1, 2, 3, 4]) storage.insertInvitation(build(n, n === 3 ? { expiresAt: 9 } : {}))
      expect(() => storage.insertInvitation(build(5, { secretHash: 'h1' }))).toThrow()
      storage.revokeInvitation('i4', 7)
      storage.revokeInvitation('i4', 8)
      expect(storage.findInvitation({ id: 'i4' })).toEqual(build(4, { revokedAt: 7 }))
      expect(storage.findInvitation({ secretHash: 'h2' })).toEqual(build(2))
      expect(storage.findInvitation({ secretHash: 'h9' })).toBeNull()
      expect(storage.listInvitations(9, 3).map(({ id }) => id)).toEqual(['i2', 'i1', 'i4'])
      expect(storage.countUsableInvitations(9)).toBe(2)
    })

    check('uses an invitation with the joining, or neither', (storage) => {
      const invitation = { ...{ id: 'i', secretHash: 'h', createdBy: `${USER}1`, creatorName: 'Olga' } }
      const rest = { createdAt: 1, expiresAt: 100, maxUses: 1, uses: 0, revokedAt: null }
      storage.insertInvitation({ ...invitation, ...rest })
      const join = (seq: number) =>
        storage.appendPage(buildPage(seq), [
          {
            effect: { type: 'joined', userId: `${USER}${seq}`, name: 'N', role: 'member', invitationId: 'i' },
            ...{ seq, at: seq },
          },
        ])
      join(2)
      expect(() => join(3)).toThrow()
      expect([storage.findMember(`${USER}2`)?.leftAt, storage.findMember(`${USER}3`)]).toEqual([null, null])
      expect([storage.findInvitation({ id: 'i' })?.uses, storage.readLastPage()?.lastSeq]).toEqual([1, 2])
    })

    check('ends with a membership what the member had handed out, and notes a removal', (storage) => {
      const hand = (n: number) =>
        storage.insertInvitation({
          ...{ id: `i${n}`, secretHash: `h${n}`, createdBy: `${USER}1`, creatorName: 'Olga' },
          ...{ createdAt: 1, expiresAt: 100, maxUses: 1, uses: 0, revokedAt: null },
        })
      storage.createRoom(buildRecord(), [buildMember()])
      const effects: Effect[] = [
        { type: 'role', userId: `${USER}1`, role: 'member' },
        { type: 'left', userId: `${USER}1`, isRemoved: false },
        { type: 'left', userId: `${USER}1`, isRemoved: true },
      ]
      effects.forEach((effect, n) => {
        hand(n)
        storage.appendPage(buildPage(n + 1), [{ effect, seq: n + 1, at: n + 10 }])
        expect(storage.findInvitation({ id: `i${n}` })?.revokedAt).toBe(n + 10)
        expect(storage.readRemovedAt(`${USER}1`)).toBe(n === 2 ? 12 : null)
      })
      expect(storage.readRemovedAt(`${USER}9`)).toBeNull()
    })

    check('measures the pages that hold what comes after a place', (storage) => {
      storage.appendPage(buildPage(1, 4, { data: new Uint8Array(10) }), [])
      storage.appendPage(buildPage(5, 6, { data: new Uint8Array(100) }), [])
      expect([0, 3, 4, 6].map((seq) => storage.measurePagesAfter(seq))).toEqual([110, 110, 100, 0])
    })
    check('counts the messages after a place, and names the pages that it can not count', (storage) => {
      storage.appendPage(buildPage(1, 4, { messages: 3 }), [])
      storage.appendPage(buildPage(5, 6, { messages: 0 }), [])
      storage.appendPage(buildPage(7, 9, { messages: 2 }), [
        { effect: { type: 'deleted', targetSeq: 8, threadSeq: null }, seq: 9, at: 90 },
      ])
      const count = (seq: number) => {
        const { counted, deleted, toOpen } = storage.countMessagesAfter(seq)
        return [counted, deleted, toOpen.map(({ firstSeq }) => firstSeq)]
      }
      expect(count(0)).toEqual([5, 1, []])
      expect(count(2)).toEqual([2, 1, [1]])
      expect(count(4)).toEqual([2, 1, []])
      expect(count(8)).toEqual([0, 0, [7]])
      expect(count(9)).toEqual([0, 0, []])
    })

    check('trims pages and forgets only the revisions that went with them', (storage) => {
      storage.createRoom(buildRecord(), [])
      storage.appendPage(buildPage(1, 2), [])
      storage.appendPage(buildPage(3), [{ effect: { type: 'edited', targetSeq: 1 }, seq: 3, at: 30 }])
      storage.appendPage(buildPage(4), [
        { effect: { type: 'deleted', threadSeq: null, targetSeq: 2 }, seq: 4, at: 40 },
      ])
      storage.trim(3, 30)
      expect(storage.listOldestSpans(9).map(({ firstSeq }) => firstSeq)).toEqual([4])
      expect(storage.readRevisions(1, 9).map(({ targetSeq }) => targetSeq)).toEqual([2])
      expect(storage.readRoom()).toMatchObject({ floorSeq: 3, floorAt: 30 })
    })

    check('never moves what was published back', (storage) => {
      storage.createRoom(buildRecord(), [])
      storage.advancePublished(7)
      storage.advancePublished(5)
      expect(storage.readRoom()?.publishedSeq).toBe(7)
    })

    check('keeps who joined, left and came again', (storage) => {
      storage.createRoom(buildRecord(), [buildMember()])
      const gus = { userId: `${USER}2`, name: 'Gus' }
      const joined = { effect: { type: 'joined', ...gus, role: 'member' }, seq: 1, at: 10 } as const
      storage.appendPage(buildPage(1), [joined])
      expect(storage.countMembers()).toEqual({ members: 2, owners: 1 })
      expect(storage.listMembers({ joinedAt: 1, userId: `${USER}1` }, 9).map(({ name }) => name)).toEqual([
        'Gus',
      ])
      storage.appendPage(buildPage(2), [
        { effect: { type: 'left', userId: gus.userId, isRemoved: false }, seq: 2, at: 20 },
      ])
      expect(storage.findMember(gus.userId)?.leftAt).toBe(20)
      expect(storage.listMembers(null, 9).map(({ name }) => name)).toEqual(['Olga'])
      storage.appendPage(buildPage(3), [{ ...joined, seq: 3, at: 30 }])
      expect(storage.findMember(gus.userId)).toMatchObject({ joinedAt: 30, leftAt: null })
    })

    check('takes a ticket once, until it expires', (storage) => {
      expect([storage.takeTicket('t', 50), storage.takeTicket('t', 50)]).toEqual([true, false])
      storage.deleteExpiredTickets(49)
      expect(storage.readNextTicketExpiry()).toBe(50)
      storage.deleteExpiredTickets(50)
      expect(storage.readNextTicketExpiry()).toBeNull()
    })

    check('keeps keys, and knows the newest of an author and of the pages', (storage) => {
      const key = { wrapped: Uint8Array.of(1, 0, 2), masterKeyVersion: 1, createdAt: 1, firstSeq: 0 }
      storage.insertKey({ ...key, id: 'p1', authorId: null })
      storage.insertKey({ ...key, id: 'a1', authorId: `${USER}1` })
      storage.insertKey({ ...key, id: 'p2', authorId: null, createdAt: 2 })
      expect([storage.findNewestKey(null)?.id, storage.findNewestKey(`${USER}1`)?.id]).toEqual(['p2', 'a1'])
      expect(storage.findKey('p1')).toEqual({ ...key, id: 'p1', authorId: null })
      expect(storage.findNewestKey(`${USER}2`)).toBeNull()
    })

    check('keeps a document as it was last written', (storage) => {
      storage.writeDocument('rules', '[]')
      storage.writeDocument('rules', "it's [1]")
      expect(storage.readDocument('rules')).toBe("it's [1]")
    })
  })
}
