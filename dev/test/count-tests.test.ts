import { describe, expect, it } from 'vitest'
import { addCounts, countTests, formatCounts, isGood, NO_TESTS } from './count-tests.ts'

const report = (over: Record<string, unknown> = {}) =>
  JSON.stringify({
    success: true,
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    ...over,
  })

describe('one run', () => {
  it('that passed counts its tests', () => {
    expect(countTests(report(), 0)).toEqual({ passed: 3, failed: 0, skipped: 0 })
  })
  it('with failures counts them', () => {
    expect(countTests(report({ success: false, numFailedTests: 2 }), 1).failed).toBe(2)
  })
  it('that skips says so', () => {
    expect(countTests(report({ numPendingTests: 1, numTodoTests: 2 }), 0).skipped).toBe(3)
  })
  it('in which a file did not load is a failure although each test passed', () => {
    expect(countTests(report({ success: false }), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 })
  })
  it('that ended badly after a good report is a failure', () => {
    expect(countTests(report(), 1).failed).toBe(1)
    expect(countTests(report(), null).failed).toBe(1)
  })
  it.each([null, '', '{', '[]', '{"success":true}'])('with the report %j is a failure', (json) => {
    expect(countTests(json, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

describe('the whole', () => {
  it('is good only when something ran and nothing failed', () => {
    expect(isGood({ passed: 1, failed: 0, skipped: 0 })).toBe(true)
    expect(isGood({ passed: 1, failed: 1, skipped: 0 })).toBe(false)
    expect(isGood(NO_TESTS)).toBe(false)
    expect(isGood({ passed: 0, failed: 0, skipped: 9 })).toBe(false)
  })
  it('is one line, with the skipped only where there are any', () => {
    const sum = addCounts({ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 1, skipped: 0 })
    expect(formatCounts(sum)).toBe('3 passed, 1 failed')
    expect(formatCounts({ passed: 3, failed: 0, skipped: 2 })).toBe('3 passed, 0 failed, 2 skipped')
  })
})
