import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareTalk, isFaithful, type RecordedLine, type SaidLine } from './compare-talk.ts'

const ROOM = 'room'

function say(count: number): { said: SaidLine[]; recorded: RecordedLine[] } {
  const lines = Array.from({ length: count }, (_, n) => ({
    place: { epoch: 1, seq: n + 1 },
    line: { roomId: ROOM, authorId: `author${n % 3}`, clientId: `id${n}`, text: `text ${n}` },
  }))
  return {
    said: lines.map(({ place, line }) => ({ ...line, outcome: { kind: 'acknowledged', ...place } })),
    recorded: lines.map(({ place, line }) => ({ ...line, ...place })),
  }
}

const at = <T>(items: T[], index: number): T => {
  const item = items[index]
  if (item === undefined) throw new Error('no such item')
  return item
}

test('a faithful record has nothing to report', () => {
  const { said, recorded } = say(10)
  const result = compareTalk(said, recorded.reverse())
  expect(result).toEqual({
    said: 10,
    acknowledged: 10,
    refused: 0,
    unsettled: 0,
    masked: 0,
    recorded: 10,
    missing: 0,
    duplicated: 0,
    outOfOrder: 0,
    altered: 0,
  })
  expect(isFaithful(result)).toBe(true)
})

test('a planted loss is missing', () => {
  const { said, recorded } = say(10)
  recorded.splice(4, 1)
  const result = compareTalk(said, recorded)
  expect(result).toMatchObject({ missing: 1, duplicated: 0, outOfOrder: 0, altered: 0, recorded: 9 })
  expect(isFaithful(result)).toBe(false)
})

test('a planted double is duplicated', () => {
  const { said, recorded } = say(10)
  recorded.push({ ...at(recorded, 4), seq: 11 })
  expect(compareTalk(said, recorded)).toMatchObject({ duplicated: 1, missing: 0, outOfOrder: 0, altered: 0 })
})

test('a row that nobody said, or that was refused, is duplicated', () => {
  const { said, recorded } = say(10)
  recorded.push({ ...at(recorded, 4), clientId: 'nobody’s', seq: 11 })
  at(said, 2).outcome = { kind: 'refused', code: 'filtered' }
  expect(compareTalk(said, recorded)).toMatchObject({ duplicated: 2, refused: 1, acknowledged: 9 })
})

test('another author’s row under the same client id is not the line that was said', () => {
  const { said, recorded } = say(3)
  at(recorded, 0).authorId = 'author2'
  expect(compareTalk(said, recorded)).toMatchObject({ missing: 1, duplicated: 1 })
})

test('a planted swap of one author’s lines is out of order', () => {
  const { said, recorded } = say(9)
  const [first, second] = [at(recorded, 0), at(recorded, 3)]
  ;[first.seq, second.seq] = [second.seq, first.seq]
  expect(compareTalk(said, recorded)).toMatchObject({ outOfOrder: 2, missing: 0, duplicated: 0, altered: 0 })
})

test('lines acknowledged out of the order they were said in are out of order, though recorded as acknowledged', () => {
  const { said, recorded } = say(9)
  for (const lines of [said.map(({ outcome }) => outcome), recorded]) {
    const [first, second] = [at<object>(lines, 0), at<object>(lines, 3)]
    Object.assign(first, { seq: 4 })
    Object.assign(second, { seq: 1 })
  }
  expect(compareTalk(said, recorded).outOfOrder).toBe(1)
})

test('a planted alteration, and a text that does not open, are altered', () => {
  const { said, recorded } = say(10)
  at(recorded, 1).text = 'something else'
  at(recorded, 2).text = null
  expect(compareTalk(said, recorded)).toMatchObject({ altered: 2, missing: 0, duplicated: 0, outOfOrder: 0 })
})

test('a masked line is faithful as masked, and altered as said', () => {
  const { said, recorded } = say(2)
  at(said, 0).outcome = { kind: 'acknowledged', epoch: 1, seq: 1, text: '****' }
  expect(compareTalk(said, recorded)).toMatchObject({ masked: 1, altered: 1 })
  at(recorded, 0).text = '****'
  expect(compareTalk(said, recorded)).toMatchObject({ masked: 1, altered: 0 })
})

test('a line without an answer is not faithful, recorded or not', () => {
  const { said, recorded } = say(3)
  at(said, 2).outcome = { kind: 'unsettled' }
  const result = compareTalk(said, recorded)
  expect(result).toMatchObject({ unsettled: 1, missing: 0, duplicated: 0 })
  expect(isFaithful(result)).toBe(false)
})

test('any set of lost rows is missing to the last one', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }), (keeps) => {
      const { said, recorded } = say(keeps.length)
      const kept = recorded.filter((_, n) => keeps[n])
      const lost = keeps.length - kept.length
      expect(compareTalk(said, kept)).toMatchObject({
        missing: lost,
        duplicated: 0,
        outOfOrder: 0,
        altered: 0,
      })
    }),
  )
})
