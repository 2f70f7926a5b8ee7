import { expect, test } from 'vitest'
import { computeNextAlarm } from './compute-next-alarm.ts'
import type { DrainResult } from './run-drain.ts'

const done = { delivered: 0, refused: 0, dead: 0 }
const drained = (nextDueAt: number | null): DrainResult => ({ ...done, outcome: 'drained', nextDueAt })
const failed: DrainResult = { ...done, outcome: 'failed', step: 'record', error: new Error('down') }
const given = { result: drained(null), failures: 0, woken: false, now: 10_000, intervalMs: 1000, random: 0 }

test('with nothing left and nobody waiting it is silent', () => {
  expect(computeNextAlarm(given)).toBeNull()
})

test('work announced during the run is looked at after the interval', () => {
  expect(computeNextAlarm({ ...given, woken: true })).toBe(11_000)
})

test('a row that is due later is waited for, and never less than the interval', () => {
  expect(computeNextAlarm({ ...given, result: drained(14_000) })).toBe(14_000)
  expect(computeNextAlarm({ ...given, result: drained(10_001) })).toBe(11_000)
})

test('an unfinished run goes on at once', () => {
  expect(computeNextAlarm({ ...given, result: { ...done, outcome: 'unfinished' } })).toBe(10_000)
})

test('a store that is down is tried again ever more slowly, at most every 5 s', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 100, 5000].map(
    (failures) => (computeNextAlarm({ ...given, result: failed, failures }) ?? 0) - given.now,
  )
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000, 5000])
})

test('jitter shortens the pause by up to a half', () => {
  expect(computeNextAlarm({ ...given, result: failed, failures: 9, random: 0.999 })).toBe(12_503)
})
