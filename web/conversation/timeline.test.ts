import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { History, HistoryMessage, LogEvent } from '#sdk/index.ts'
import {
  ADA,
  BEA,
  buildDeletion,
  buildEdit,
  buildMark,
  buildMessage,
  buildPage,
  NOON,
} from '../testing/build-events.ts'
import { type Attempt, ModelRoom } from '../testing/model-room.ts'
import {
  applyAck,
  applyEvent,
  beginPage,
  EMPTY_TIMELINE,
  mergeNewest,
  mergeOlder,
  type Timeline,
  trim,
} from './timeline.ts'

const seqs = ({ messages }: Timeline) => messages.map(({ seq }) => seq)
const textAt = ({ messages }: Timeline, seq: number) => messages.find((message) => message.seq === seq)?.text
const loaded = (held: readonly number[], hasMore = false) =>
  mergeNewest(EMPTY_TIMELINE, buildPage(held, hasMore))

/** As it is shown: emoji hold still on the screen whatever their order, and of what is gone no edit is told. */
const shown = (messages: readonly HistoryMessage[]) =>
  messages.map(({ reactions, editedAt, ...message }) => ({
    ...message,
    editedAt: message.deletedAt === undefined ? editedAt : undefined,
    reactions: reactions?.toSorted((a, b) => (a.emoji < b.emoji ? -1 : 1)),
  }))

describe('reactions and pins', () => {
  const reaction = (seq: number, author: typeof ADA, on: boolean, emoji = '👍') =>
    buildMark(seq, 1, { emoji, on, author })
  const reactionsAfter = (...events: LogEvent[]) =>
    events.reduce(applyEvent, loaded([1])).messages[0]?.reactions
  const pageWith = (userIds: string[], count = userIds.length) => ({
    messages: [{ ...buildMessage(1), reactions: [{ emoji: '👍', count, userIds }] }],
    hasMore: false,
  })

  it('are counted by emoji, each person once', () => {
    expect(
      reactionsAfter(
        reaction(2, ADA, true),
        reaction(3, BEA, true),
        reaction(3, BEA, true),
        reaction(4, BEA, true, '🎉'),
      ),
    ).toEqual([
      { emoji: '👍', count: 2, userIds: [ADA.id, BEA.id] },
      { emoji: '🎉', count: 1, userIds: [BEA.id] },
    ])
  })

  it('go when they are taken back', () => {
    expect(reactionsAfter(reaction(2, ADA, true), reaction(3, ADA, false))).toBeUndefined()
    expect(reactionsAfter(reaction(2, ADA, false))).toBeUndefined()
  })

  it('a pin is put and taken away', () => {
    const pinned = applyEvent(loaded([1]), buildMark(2, 1, { on: true, author: ADA }))
    expect(pinned.messages[0]?.pinnedAt).toBe(NOON + 2000)
    const unpinned = applyEvent(pinned, buildMark(3, 1, { on: false, author: ADA }))
    expect(unpinned.messages[0]).not.toHaveProperty('pinnedAt')
  })

  it('that arrive while the page with their message is under way are not lost', () => {
    const meanwhile = [reaction(2, BEA, true), buildMark(3, 1, { on: true, author: ADA })]
    const timeline = meanwhile.reduce(applyEvent, beginPage(EMPTY_TIMELINE))
    expect(mergeNewest(timeline, buildPage([1])).messages).toMatchObject([
      { reactions: [{ emoji: '👍', count: 1, userIds: [BEA.id] }], pinnedAt: NOON + 3000 },
    ])
  })

  it('are not taken away by a page that was read before they came', () => {
    const timeline = applyEvent(loaded([1]), reaction(2, BEA, true))
    expect(mergeNewest(timeline, buildPage([1])).messages[0]?.reactions).toHaveLength(1)
  })

  it('a removal that the page tells already takes away nobody else’s', () => {
    const timeline = mergeNewest(EMPTY_TIMELINE, pageWith([BEA.id]))
    const after = applyEvent(timeline, reaction(3, ADA, false))
    expect(after.messages[0]?.reactions).toEqual([{ emoji: '👍', count: 1, userIds: [BEA.id] }])
  })

  it('a removal by somebody beyond those listed lowers the number', () => {
    const timeline = mergeNewest(EMPTY_TIMELINE, pageWith([BEA.id], 60))
    const after = applyEvent(timeline, reaction(3, ADA, false))
    expect(after.messages[0]?.reactions).toEqual([{ emoji: '👍', count: 59, userIds: [BEA.id] }])
  })

  it('a page asked for after they came counts nobody twice', () => {
    const timeline = beginPage(applyEvent(loaded([1]), reaction(2, ADA, true)))
    const merged = mergeNewest(timeline, pageWith([BEA.id], 60))
    expect(merged.messages[0]?.reactions).toEqual([{ emoji: '👍', count: 60, userIds: [BEA.id] }])
  })

  it('stay when the message itself arrives after a page that tells it', () => {
    const timeline = mergeNewest(EMPTY_TIMELINE, pageWith([BEA.id]))
    expect(applyEvent(timeline, buildMessage(1)).messages[0]?.reactions).toHaveLength(1)
  })
})

describe('timeline', () => {
  it('stands in the order of seq, each message once, however it arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 })), (arrivals) => {
        const timeline = arrivals.reduce((held, seq) => applyEvent(held, buildMessage(seq)), EMPTY_TIMELINE)
        expect(seqs(timeline)).toEqual([...new Set(arrivals)].sort((a, b) => a - b))
      }),
    )
  })

  it('ends in the state of the whole log, wherever pages are asked for, read and merged', () => {
    const attempt: fc.Arbitrary<Attempt> = fc.record({
      kind: fc.constantFrom('say', 'edit', 'delete', 'react', 'react', 'react', 'pin'),
      target: fc.nat(2),
      byBea: fc.boolean(),
      emoji: fc.constantFrom('👍', '🎉'),
    })
    // Asked for by a client that has so many events, read after some more, merged after some more of the client's.
    const pages = fc.array(fc.record({ asked: fc.nat(6), read: fc.nat(6), merged: fc.nat(6) }), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(
        fc.array(attempt, { minLength: 5, maxLength: 30 }),
        fc.nat(8),
        pages,
        fc.boolean(),
        (attempts, joined, reads, begins) => {
          const room = new ModelRoom()
          const snapshots = [room.page(100)]
          for (const one of attempts) {
            room.attempt(one)
            snapshots[room.log.length] = room.page(100)
          }
          const end = room.log.length
          let at = Math.min(joined, end)
          let timeline = EMPTY_TIMELINE
          const receive = (until: number) => {
            for (; at < until; at += 1) timeline = applyEvent(timeline, room.log[at] as LogEvent)
          }
          for (const { asked, read, merged } of reads) {
            receive(Math.min(end, at + asked))
            const page = snapshots[Math.min(end, at + read)] as History
            if (begins) timeline = beginPage(timeline)
            receive(Math.min(end, at + merged))
            timeline = mergeNewest(timeline, page)
          }
          receive(end)
          expect(shown(timeline.messages)).toEqual(shown(room.page(100).messages))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('an edit that arrives before its message is applied to it', () => {
    const timeline = applyEvent(EMPTY_TIMELINE, buildEdit(9, 2, 'better'))
    expect(textAt(mergeNewest(timeline, buildPage([1, 2])), 2)).toBe('better')
  })

  it('a deleted message never comes back, not by a later edit either', () => {
    const timeline = [buildDeletion(5, 2), buildEdit(6, 2, 'again')].reduce(applyEvent, loaded([1, 2]))
    const [, message] = mergeNewest(timeline, buildPage([1, 2])).messages
    expect(message).toMatchObject({ text: '', deletedAt: NOON + 5000 })
  })

  it('an old page does not undo a later edit', () => {
    const timeline = applyEvent(loaded([1, 2]), buildEdit(3, 2, 'newer'))
    expect(textAt(mergeOlder(timeline, buildPage([1, 2])), 2)).toBe('newer')
  })

  it('older pages come before, and tell whether there is more', () => {
    const timeline = mergeOlder(loaded([5, 6], true), buildPage([2, 3], false))
    expect(seqs(timeline)).toEqual([2, 3, 5, 6])
    expect(timeline.hasOlder).toBe(false)
  })

  it('a new newest page drops what lies before it, for there may be a hole', () => {
    const timeline = mergeNewest(loaded([1, 2]), buildPage([80, 81], true))
    expect(seqs(timeline)).toEqual([80, 81])
    expect(timeline.hasOlder).toBe(true)
  })

  it('a new newest page keeps what arrived live after it', () => {
    expect(seqs(mergeNewest(loaded([7, 8]), buildPage([5, 6, 7])))).toEqual([5, 6, 7, 8])
  })

  it('an acknowledgement shows the message, as the filter left it, and the event after it adds none', () => {
    const operation = { type: 'send', id: buildMessage(3).id, text: 'darn' } as const
    const ack = { type: 'ack', id: operation.id, epoch: 1, seq: 3, at: NOON, text: '****' } as const
    const timeline = applyAck(EMPTY_TIMELINE, operation, ack, ADA)
    expect(timeline.messages).toMatchObject([{ seq: 3, text: '****', author: ADA }])
    expect(seqs(applyEvent(timeline, buildMessage(3, { text: '****' })))).toEqual([3])
  })

  it('trimmed keeps the newest and knows that there is more', () => {
    const timeline = trim(loaded([1, 2, 3, 4]), 2)
    expect(seqs(timeline)).toEqual([3, 4])
    expect(timeline.hasOlder).toBe(true)
  })
})
