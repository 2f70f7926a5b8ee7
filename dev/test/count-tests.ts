import { z } from 'zod'

/** What is read of vitest's JSON report. */
const report = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
})

export type Counts = { passed: number; failed: number; skipped: number }

export const NO_TESTS: Counts = { passed: 0, failed: 0, skipped: 0 }

/**
 * Counts one project's run. A run that ended badly without a failed test, or without a readable report, counts as one
 * failure: a file that does not load, a setup that throws, a crash.
 */
export function countTests(json: string | null, exitCode: number | null): Counts {
  const parsed = report.safeParse(parseJson(json))
  if (!parsed.success) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = parsed.data
  const isBad = exitCode !== 0 || !parsed.data.success
  return {
    passed: numPassedTests,
    failed: numFailedTests === 0 && isBad ? 1 : numFailedTests,
    skipped: numPendingTests + numTodoTests,
  }
}

function parseJson(json: string | null): unknown {
  try {
    return JSON.parse(json ?? '')
  } catch {
    return null
  }
}

export const addCounts = (a: Counts, b: Counts): Counts => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})

export const formatCounts = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/** True when the whole run may be called good: nothing failed, and something ran. */
export const isGood = ({ passed, failed }: Counts): boolean => failed === 0 && passed > 0
