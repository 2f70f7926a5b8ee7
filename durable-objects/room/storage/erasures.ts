import { applyEffect } from './effects.ts'
import type { ClearedPage, StoredErasure } from './port.ts'
import { readNumber, readText } from './row.ts'
import type { SqlDriver, SqlRow } from './sql-driver.ts'

const COLUMNS = 'user_id, at, upto_seq, cleared_seq'

const toErasure = (row: SqlRow): StoredErasure => ({
  userId: readText(row, 'user_id'),
  at: readNumber(row, 'at'),
  uptoSeq: readNumber(row, 'upto_seq'),
  clearedSeq: readNumber(row, 'cleared_seq'),
})

export const listErasures = (sql: SqlDriver): StoredErasure[] =>
  sql.all(`SELECT ${COLUMNS} FROM erasures`).map(toErasure)

export const findOpenErasure = (sql: SqlDriver): StoredErasure | null => {
  const row = sql.all(
    `SELECT ${COLUMNS} FROM erasures WHERE cleared_seq < upto_seq ORDER BY upto_seq LIMIT 1`,
  )[0]
  return row ? toErasure(row) : null
}

export function advanceErasure(
  sql: SqlDriver,
  { userId, at }: StoredErasure,
  clearedSeq: number,
  page: ClearedPage | null,
): void {
  sql.transaction(() => {
    if (page) rewritePage(sql, page, at)
    sql.all(
      'UPDATE erasures SET cleared_seq = min(upto_seq, ?1) WHERE user_id = ?2 AND cleared_seq < ?1',
      ...[clearedSeq, userId],
    )
  })
}

/** What stands beside the messages goes with them, once. */
function rewritePage(sql: SqlDriver, { firstSeq, keyId, data, gone }: ClearedPage, at: number): void {
  const rewritten = sql.all(
    'UPDATE pages SET key_id = ?, data = ? WHERE first_seq = ? RETURNING first_seq',
    ...[keyId, data, firstSeq],
  )
  if (rewritten.length === 0) return
  for (const { targetSeq, threadSeq } of gone) {
    const deleted = sql.all(
      'SELECT 1 AS found FROM revisions WHERE target_seq = ? AND deleted_at IS NOT NULL',
      targetSeq,
    )
    if (deleted.length === 0) applyEffect(sql, { type: 'deleted', targetSeq, threadSeq }, targetSeq, at)
  }
}
