import { NeonDbError } from '@neondatabase/serverless'
import { CircuitOpenError } from './circuit.ts'
import { DeadlineError } from './with-deadline.ts'

/** Connection exception, insufficient resources, operator intervention (PostgreSQL, appendix A). */
const OUTAGE_CLASS = /^(08|53|57)/

const TRANSPORT_ERRORS: ReadonlySet<string> = new Set(['AbortError', 'TimeoutError', 'TypeError'])

/** True when `error` tells that a database could not be reached, rather than that it refused what it was asked. */
export function isUnavailable(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; depth += 1) {
    if (cause instanceof DeadlineError || cause instanceof CircuitOpenError) return true
    if (cause instanceof NeonDbError) return cause.code === undefined || OUTAGE_CLASS.test(cause.code)
    if (cause !== error && TRANSPORT_ERRORS.has(cause.name)) return true
    if (cause.name === 'DatabaseError' && !/errno \d+/.test(cause.message)) return true
    cause = cause.cause
  }
  return false
}
