import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitBySize } from './split-by-size.ts'

test('parts keep every item in order and within both bounds, an oversized one alone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(50)),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 60 }),
      (sizes, maxRows, maxBytes) => {
        const parts = splitBySize(sizes, { maxRows, maxBytes, sizeOf: (size) => size })
        expect(parts.flat()).toEqual(sizes)
        for (const part of parts) {
          const bytes = part.reduce((sum, size) => sum + size, 0)
          expect(part.length).toBeGreaterThan(0)
          expect(part.length).toBeLessThanOrEqual(maxRows)
          if (part.length > 1) expect(bytes).toBeLessThanOrEqual(maxBytes)
        }
      },
    ),
  )
})

test('as few parts as the bounds allow are made', () => {
  expect(splitBySize([3, 3, 3, 9, 1], { maxRows: 2, maxBytes: 7, sizeOf: (size) => size })).toEqual([
    [3, 3],
    [3],
    [9],
    [1],
  ])
})
