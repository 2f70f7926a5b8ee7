import { expect, it } from 'vitest'
import { CLOSE, isReconnectable } from './close-codes.ts'
import { ERRORS } from './error-codes.ts'

it('every close code of ours lies in the range that an application may use, once', () => {
  const codes = Object.values(CLOSE)
  expect(new Set(codes).size).toBe(codes.length)
  for (const code of codes) expect(code >= 4000 && code <= 4999).toBe(true)
})

it('[CLOSE1] the range of a close code decides whether a client comes back', () => {
  expect([1001, 1006, 1012, 4000, 4499].map(isReconnectable)).toEqual([true, true, true, true, true])
  expect([4500, 4501, 4999].map(isReconnectable)).toEqual([false, false, false])
})

it('only what may pass by itself is retryable', () => {
  const retryable = Object.entries(ERRORS).flatMap(([code, rule]) => (rule.retryable ? [code] : []))
  expect(retryable.sort()).toEqual(['internal', 'rate_limited', 'unavailable'])
})
