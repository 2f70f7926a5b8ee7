import { expect, test } from 'vitest'
import { computeFlushPause, computePace } from './compute-flush-pause.ts'

const load = { sockets: 100, sinceLastFlushMs: 5, lastFlushCostMs: 0 }

test('an idle room and a small one flush at once', () => {
  expect(computeFlushPause({ ...load, sinceLastFlushMs: 1000 })).toBe(0)
  expect(computeFlushPause({ ...load, sockets: 8, lastFlushCostMs: 50 })).toBe(0)
})

test('a busy room waits as long as its last flush took, never more than 100 ms', () => {
  const pauses = [0, 7, 40, 5000].map((lastFlushCostMs) => computeFlushPause({ ...load, lastFlushCostMs }))
  expect(pauses).toEqual([2, 7, 40, 100])
})

test('the more sockets, the longer the pause and the time that counts as busy', () => {
  expect(computeFlushPause({ ...load, sockets: 1000 })).toBe(20)
  expect(computeFlushPause({ ...load, sockets: 1000, sinceLastFlushMs: 200 })).toBe(20)
})

test('a room of several objects keeps a pace, by all its sockets; a smaller one does not', () => {
  expect(computePace({ sockets: 2_000, sinceLastFlushMs: 0 })).toBe(0)
  expect(computePace({ sockets: 10_000, sinceLastFlushMs: 30 })).toBe(210)
  expect(computePace({ sockets: 10_000, sinceLastFlushMs: 240 })).toBe(0)
  expect(computePace({ sockets: 200_000, sinceLastFlushMs: 0 })).toBe(500)
})
