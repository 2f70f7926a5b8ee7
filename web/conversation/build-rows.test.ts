import { describe, expect, it } from 'vitest'
import type { LogOperation } from '#schema/wire/client/frame.ts'
import type { LogEvent } from '#sdk/index.ts'
import { ADA, BEA, buildMessage, NOON } from '../testing/build-events.ts'
import { buildRows } from './build-rows.ts'
import { applyEvent, EMPTY_TIMELINE } from './timeline.ts'

const build = (events: LogEvent[], pending: LogOperation[] = [], masked: string[] = []) =>
  buildRows({
    timeline: events.reduce(applyEvent, EMPTY_TIMELINE),
    pending,
    masked: new Set(masked),
    userId: ADA.id,
    timeZone: 'UTC',
  })

/** Each group of messages as its seqs, everything else as its kind. */
function outline(events: LogEvent[]): (string | number[])[] {
  const shape: (string | number[])[] = []
  for (const row of build(events)) {
    const last = shape.at(-1)
    if (row.kind !== 'message') shape.push(row.kind)
    else if (row.startsGroup || !Array.isArray(last)) shape.push([row.message.seq])
    else last.push(row.message.seq)
  }
  return shape
}

describe('buildRows', () => {
  it('puts messages of one author in a row together', () => {
    const events = [buildMessage(1), buildMessage(2), buildMessage(3, { author: BEA }), buildMessage(4)]
    expect(outline(events)).toEqual(['day', [1, 2], [3], [4]])
  })

  it('names the message that one answers, else the one whose thread it is in', () => {
    const at = (seq: number) => ({ epoch: 1, seq })
    const rows = build([
      buildMessage(1),
      buildMessage(2, { thread: at(1) }),
      buildMessage(3, { thread: at(1), replyTo: at(2) }),
      buildMessage(4, { replyTo: { epoch: 1, seq: 99 } }),
    ])
    const answered = rows.flatMap((row) =>
      row.kind === 'message' ? [row.answered === null ? null : row.answered?.seq] : [],
    )
    expect(answered).toEqual([undefined, 1, 2, null])
  })

  it('begins a new group after five minutes of silence', () => {
    const later = NOON + 1000 + 5 * 60_000
    expect(outline([buildMessage(1), buildMessage(2, { at: later })])).toEqual(['day', [1], [2]])
  })

  it('tells days apart, also within one author’s messages', () => {
    const events = [
      buildMessage(1, { at: Date.UTC(2026, 0, 1, 23, 59) }),
      buildMessage(2, { at: Date.UTC(2026, 0, 2, 0, 1) }),
    ]
    expect(outline(events)).toEqual(['day', [1], 'day', [2]])
  })

  it('notices stand at their place and end a group', () => {
    const joined: LogEvent = {
      type: 'membership',
      epoch: 1,
      seq: 2,
      at: NOON,
      member: BEA,
      change: 'joined',
      role: 'member',
    }
    expect(outline([buildMessage(1), joined, buildMessage(3)])).toEqual(['day', [1], 'notice', [3]])
  })

  it('knows own messages, masked ones and changes on their way', () => {
    const operation = {
      type: 'delete',
      id: buildMessage(9).id,
      target: { epoch: 1, seq: 1 },
    } as const
    const [, own, other] = build(
      [buildMessage(1), buildMessage(2, { author: BEA })],
      [operation],
      [buildMessage(1).id],
    )
    expect(own).toMatchObject({ own: true, masked: true, change: operation })
    expect(other).toMatchObject({ own: false, masked: false, change: null })
  })

  it('a message keeps its key when older ones come before it', () => {
    const keys = (events: LogEvent[]) =>
      build(events).flatMap(({ kind, key }) => (kind === 'message' ? [key] : []))
    const held = keys([buildMessage(5), buildMessage(6)])
    expect(keys([buildMessage(3), buildMessage(4), buildMessage(5), buildMessage(6)]).slice(-2)).toEqual(held)
  })

  describe('the line before what was not read', () => {
    const lineIn = (events: LogEvent[], readUntil: number | null, hasOlder = false) => {
      const timeline = { ...events.reduce(applyEvent, EMPTY_TIMELINE), hasOlder }
      const rows = buildRows({ timeline, pending: [], masked: new Set(), userId: ADA.id, readUntil })
      const next = rows[rows.findIndex(({ kind }) => kind === 'unread') + 1]
      return rows.some(({ kind }) => kind === 'unread') && next?.kind === 'message' ? next.message.seq : null
    }
    const events = [
      buildMessage(5, { author: BEA }),
      buildMessage(6),
      buildMessage(7, { author: BEA, deletedAt: NOON, text: '' }),
      buildMessage(8, { author: BEA }),
      buildMessage(9, { author: BEA }),
    ]

    it('stands before the first message of others that is not deleted', () => {
      expect(lineIn(events, 5)).toBe(8)
      expect(lineIn(events, 8)).toBe(9)
    })

    it('is left out where nothing is unread, or where the first unread message may not be held', () => {
      expect(lineIn(events, null)).toBeNull()
      expect(lineIn(events, 9)).toBeNull()
      expect(lineIn(events, 3, true)).toBeNull()
      expect(lineIn(events, 3)).toBe(5)
    })
  })
})
