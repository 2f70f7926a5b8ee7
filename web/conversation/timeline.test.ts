import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogEvent } from '#sdk/index.ts'
import { ADA, BEA, buildDeletion, buildEdit, buildMessage, buildPage, NOON } from '../testing/build-events.ts'
import {
  applyAck,
  applyEvent,
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

describe('reactions and pins', () => {
  const reaction = (
    seq: number,
    author: typeof ADA,
    change: 'added' | 'removed',
    emoji = '👍',
  ): LogEvent => ({
    ...{ type: 'reaction', epoch: 1, seq, at: NOON, id: buildMessage(seq).id, author },
    ...{ target: { epoch: 1, seq: 1 }, emoji, change },
  })
  const reactionsAfter = (...events: LogEvent[]) =>
    events.reduce(applyEvent, loaded([1])).messages[0]?.reactions

  it('are counted by emoji, each person once', () => {
    expect(
      reactionsAfter(
        reaction(2, ADA, 'added'),
        reaction(3, BEA, 'added'),
        reaction(3, BEA, 'added'),
        reaction(4, BEA, 'added', '🎉'),
      ),
    ).toEqual([
      { emoji: '👍', count: 2, userIds: [ADA.id, BEA.id] },
      { emoji: '🎉', count: 1, userIds: [BEA.id] },
    ])
  })

  it('go when they are taken back', () => {
    expect(reactionsAfter(reaction(2, ADA, 'added'), reaction(3, ADA, 'removed'))).toEqual([])
    expect(reactionsAfter(reaction(2, ADA, 'removed'))).toBeUndefined()
  })

  it('a pin is put and taken away', () => {
    const pin = (seq: number, change: 'pinned' | 'unpinned'): LogEvent => ({
      ...{ type: 'pin', epoch: 1, seq, at: NOON + seq, id: buildMessage(seq).id, author: ADA },
      ...{ target: { epoch: 1, seq: 1 }, change },
    })
    const pinned = applyEvent(loaded([1]), pin(2, 'pinned'))
    expect(pinned.messages[0]?.pinnedAt).toBe(NOON + 2)
    expect(applyEvent(pinned, pin(3, 'unpinned')).messages[0]).not.toHaveProperty('pinnedAt')
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

  it('ends in the same state wherever the page of history falls between live edits and deletions', () => {
    const events = [
      buildMessage(1),
      buildMessage(2),
      buildEdit(3, 1, 'once'),
      buildEdit(4, 1, 'twice'),
      buildDeletion(5, 2),
    ]
    const whole = events.reduce(applyEvent, EMPTY_TIMELINE)
    fc.assert(
      fc.property(fc.nat(events.length), fc.nat(events.length), (taken, at) => {
        const page = events.slice(0, taken).reduce(applyEvent, EMPTY_TIMELINE)
        const before = events.slice(0, at).reduce(applyEvent, EMPTY_TIMELINE)
        const merged = mergeNewest(before, { messages: [...page.messages], hasMore: false })
        expect(events.slice(at).reduce(applyEvent, merged).messages).toEqual(whole.messages)
      }),
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

describe('a person whose account was deleted', () => {
  const left: LogEvent = {
    ...{ type: 'membership', epoch: 1, seq: 9, at: NOON + 9, change: 'left', role: 'member', erased: true },
    member: { id: ADA.id, name: 'Deleted person' },
  }
  const joined: LogEvent = {
    ...{ type: 'membership', epoch: 1, seq: 4, at: NOON, change: 'joined', role: 'member', member: ADA },
  }

  it('has no word and no name left, and others keep theirs', () => {
    const held = [buildMessage(1, { author: ADA }), buildMessage(2, { author: BEA })]
    const timeline = [joined, left].reduce(
      applyEvent,
      mergeNewest(EMPTY_TIMELINE, { messages: held, hasMore: true }),
    )
    expect(timeline.messages).toMatchObject([
      { text: '', author: { name: 'Deleted person' }, deletedAt: NOON + 9 },
      { text: textAt(loaded([2]), 2), author: BEA },
    ])
    expect(JSON.stringify(timeline)).not.toContain(`"${ADA.name}"`)
  })

  it('is not shown by a page that was asked for before', () => {
    const timeline = mergeOlder(applyEvent(loaded([2], true), left), {
      messages: [buildMessage(1, { author: ADA })],
      hasMore: false,
    })
    expect(timeline.messages[0]).toMatchObject({ seq: 1, text: '', author: { name: 'Deleted person' } })
  })
})
