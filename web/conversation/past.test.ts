import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { History } from '#sdk/index.ts'
import { ADA, buildEdit, buildMark, buildMessage, buildPage } from '../testing/build-events.ts'
import { applyToPast, extendPast, isHeld, openPast, type Places } from './past.ts'
import { applyEvent, EMPTY_TIMELINE, mergeNewest, type Timeline } from './timeline.ts'

const seqs = ({ messages }: Timeline) => messages.map(({ seq }) => seq)
const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)

/** A room of `head` messages, read as over HTTP. */
const page = (head: number, from: number, to: number): History => ({
  ...buildPage(range(Math.max(1, from), Math.min(head, to)), from > 1),
  hasNewer: to < head,
})

const present = (head: number, held: number): Places => ({
  timeline: mergeNewest(EMPTY_TIMELINE, page(head, head - held + 1, head)),
  past: null,
})

describe('a stretch of older history', () => {
  it('stands beside the present one, which is not touched', () => {
    const { timeline, past } = openPast(present(100, 10), page(100, 20, 30))
    expect(seqs(timeline)).toEqual(range(91, 100))
    expect(past && seqs(past.timeline)).toEqual(range(20, 30))
    expect(past).toMatchObject({ hasNewer: true, timeline: { hasOlder: true } })
  })

  it('becomes one with the present where they meet', () => {
    const { timeline, past } = openPast(present(100, 10), page(100, 85, 95))
    expect(past).toBeNull()
    expect(seqs(timeline)).toEqual(range(85, 100))
    expect(timeline.hasOlder).toBe(true)
  })

  it('tells what happens to its messages, and not what is said now', () => {
    const { past } = openPast(present(100, 10), page(100, 20, 30))
    const events = [
      buildMessage(101),
      buildEdit(102, 25, 'anew'),
      buildMark(103, 26, { on: true, author: ADA }),
    ]
    const after = events.reduce(applyToPast, past)?.timeline
    expect(after && seqs(after)).toEqual(range(20, 30))
    expect(after?.messages.find(({ seq }) => seq === 25)?.text).toBe('anew')
    expect(after?.messages.find(({ seq }) => seq === 26)).toHaveProperty('pinnedAt')
  })

  it('knows what happened to a message before the page with it came', () => {
    const before = present(100, 10)
    const timeline = applyEvent(before.timeline, buildMark(101, 25, { emoji: '🎉', on: true, author: ADA }))
    const { past } = openPast({ ...before, timeline }, page(100, 20, 30))
    expect(past?.timeline.messages.find(({ seq }) => seq === 25)?.reactions).toHaveLength(1)
  })

  it('a page that comes after one has gone back to now changes nothing', () => {
    const places = present(100, 10)
    expect(extendPast(places, page(100, 10, 19), 'older')).toBe(places)
  })

  it('never has a hole, whatever is read in whatever order', () => {
    const step = fc.record({ kind: fc.constantFrom('around', 'older', 'newer', 'said'), at: fc.nat(60) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let head = 60
        let places = present(head, 8)
        for (const { kind, at } of steps) {
          const held = places.past && seqs(places.past.timeline)
          if (kind === 'said') {
            head += 1
            const event = buildMessage(head)
            places = {
              timeline: applyEvent(places.timeline, event),
              past: applyToPast(places.past, event),
            }
          } else if (kind === 'around') {
            const target = Math.max(1, at)
            if (!isHeld(places.timeline, `1:${target}`))
              places = openPast(places, page(head, target - 4, target + 3))
          } else if (held && kind === 'older') {
            const oldest = held[0] ?? 0
            places = extendPast(places, page(head, oldest - 6, oldest - 1), 'older')
          } else if (held) {
            const newest = held.at(-1) ?? 0
            const found = page(head, newest + 1, newest + 6)
            places = extendPast(places, { ...found, hasMore: found.hasNewer ?? false }, 'newer')
          }
          const now = seqs(places.timeline)
          expect(now).toEqual(range(now[0] ?? 1, head))
          expect(places.timeline.hasOlder).toBe(now[0] !== 1)
          const then = places.past && seqs(places.past.timeline)
          if (then) expect(then).toEqual(range(then[0] ?? 1, then.at(-1) ?? 0))
        }
      }),
    )
  })
})
