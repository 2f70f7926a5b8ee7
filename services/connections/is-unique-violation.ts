import { NeonDbError } from '@neondatabase/serverless'

const UNIQUE_VIOLATION = '23505'

/** True when Postgres refused a row because another has the same key, whether or not the query builder wrapped its error. */
export function isUniqueViolation(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; depth += 1) {
    if (cause instanceof NeonDbError) return cause.code === UNIQUE_VIOLATION
    cause = cause.cause
  }
  return false
}
