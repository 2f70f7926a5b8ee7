/** SQLSTATE classes that speak of the row: data exception, integrity violation, program limit exceeded. */
const POISON_CLASSES = new Set(['22', '23', '54'])

/**
 * Why Postgres refuses the data itself, as a code; null for every other failure. Whatever is not known to be the row's
 * own fault (an outage, a missing table, a lost right) must never count against a row.
 */
export function computePoisonReason(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
    if (/^[0-9A-Z]{5}$/.test(code)) return POISON_CLASSES.has(code.slice(0, 2)) ? `postgres_${code}` : null
  }
  return null
}
