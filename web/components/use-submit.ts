import { useState } from 'react'
import type { ErrorCode } from '#sdk/index.ts'
import { describeError } from '../session/describe-error.ts'

export type Submission = {
  isBusy: boolean
  problem: string | null
  run(task: () => Promise<void>): Promise<void>
}

/** Runs one task at a time and tells what it was refused for. */
export function useSubmit(overrides: Partial<Record<ErrorCode, string>> = {}): Submission {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const run = async (task: () => Promise<void>) => {
    if (isBusy) return
    setBusy(true)
    setProblem(null)
    try {
      await task()
    } catch (error) {
      setProblem(describeError(error, overrides))
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, problem, run }
}
