import { expect, test } from 'vitest'
import { computeWait } from './sign-in-throttle.ts'

test('ten tries are free, then each waits twice as long, for a quarter of an hour at most', () => {
  const waits = [0, 9, 10, 11, 12, 20, 500].map((count) => computeWait({ count, lastAt: 1000 }, 1000))
  expect(waits).toEqual([0, 0, 1000, 2000, 4000, 900_000, 900_000])
  expect(computeWait({ count: 12, lastAt: 1000 }, 4999)).toBe(1)
  expect(computeWait({ count: 12, lastAt: 1000 }, 5000)).toBe(0)
})
