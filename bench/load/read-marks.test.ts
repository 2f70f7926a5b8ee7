import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MarkCounter, MarkReader, TEXT_MARK } from './read-marks.ts'

test('marks are counted and read once, however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ sender: fc.nat(999), at: fc.nat(99_999), gap: fc.nat(80) }), { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 }),
      (sent, cuts) => {
        const text = sent
          .map(
            ({ sender, at, gap }) =>
              `${'x'.repeat(gap)}${TEXT_MARK}${sender}|${at.toFixed(3)}|${'y'.repeat(60)}`,
          )
          .join('')
        const bytes = Buffer.from(text)
        const counter = new MarkCounter()
        const reader = new MarkReader()
        let count = 0
        const read: number[] = []
        for (let from = 0, i = 0; from < bytes.length; i += 1) {
          const to = from + (cuts[i % cuts.length] ?? 1)
          count += counter.count(bytes.subarray(from, to))
          read.push(...reader.read(bytes.subarray(from, to)).map(({ sender }) => sender))
          from = to
        }
        expect(count).toBe(sent.length)
        expect(read).toEqual(sent.map(({ sender }) => sender))
      },
    ),
  )
})
