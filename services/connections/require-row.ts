import { type SQL, sql } from 'drizzle-orm'

const DIVISION_BY_ZERO = '22012'

/**
 * A statement for a `db.batch` that takes the whole batch back unless `from` (a table with its condition) holds a row. HTTP
 * carries no open transaction that could look first, so it divides by the number of rows.
 */
export const requireRow = (from: SQL): SQL => sql`select 1 / count(*) from ${from}`

/** The error of a batch that `requireRow` took back. */
export function isRowMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return Reflect.get(error, 'code') === DIVISION_BY_ZERO || isRowMissing(error.cause)
}
