import { expect, test } from 'vitest'
import { computeDelay, parseRetryAfter } from './compute-delay.ts'

const backoff = { firstMs: 500, capMs: 30_000 }

test('the delay doubles with each attempt up to the cap, and jitter takes anything down to nothing', () => {
  expect([0, 1, 5, 6, 1_000].map((attempt) => computeDelay(backoff, attempt, 1))).toEqual([
    500, 1_000, 16_000, 30_000, 30_000,
  ])
  expect(computeDelay(backoff, 3, 0)).toBe(0)
})

test.each([
  ['retry_after_ms=250', 250],
  ['moving; retry_after_ms=0', 0],
  ['retry_after_ms=999999999', 600_000],
  ['', null],
  ['retry_after_ms=', null],
  ['retry_after_ms=-5', null],
  ['retry_after_ms=1e9', null],
  ['xretry_after_ms=5', null],
])('the close reason %j asks for %j ms', (reason, delayMs) => {
  expect(parseRetryAfter(reason)).toBe(delayMs)
})
