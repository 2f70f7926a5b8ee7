import type { StoredCursor } from './port.ts'
import { readNullable, readNumber, readText } from './row.ts'
import type { SqlDriver, SqlRow } from './sql-driver.ts'

const COLUMNS = 'user_id, delivered_seq, read_seq, read_at'

const toCursor = (row: SqlRow): StoredCursor => ({
  userId: readText(row, 'user_id'),
  deliveredSeq: readNumber(row, 'delivered_seq'),
  readSeq: readNumber(row, 'read_seq'),
  readAt: readNullable(row, 'read_at', readNumber),
})

export const findCursor = (sql: SqlDriver, userId: string): StoredCursor | null => {
  const row = sql.all(`SELECT ${COLUMNS} FROM cursors WHERE user_id = ?`, userId)[0]
  return row ? toCursor(row) : null
}

/** Cursors move forwards only; who has read has received. */
export function moveCursor(sql: SqlDriver, move: StoredCursor, at: number): void {
  const { userId, deliveredSeq, readSeq, readAt } = move
  sql.all(
    `INSERT INTO cursors (${COLUMNS}, changed_at, saved_at) VALUES (?1, ?2, ?3, ?4, ?5, 0)
     ON CONFLICT (user_id) DO UPDATE SET
       delivered_seq = max(delivered_seq, ?2),
       read_at = CASE WHEN ?3 > read_seq THEN ?4 ELSE read_at END,
       read_seq = max(read_seq, ?3), changed_at = ?5`,
    ...[userId, Math.max(deliveredSeq, readSeq), readSeq, readAt, at],
  )
}

export function moveCursors(sql: SqlDriver, moves: readonly StoredCursor[], at: number): void {
  sql.transaction(() => {
    for (const move of moves) moveCursor(sql, move, at)
  })
}

/** Those that moved since they were last saved elsewhere. */
export const listUnsavedCursors = (sql: SqlDriver, limit: number): (StoredCursor & { changedAt: number })[] =>
  sql
    .all(`SELECT ${COLUMNS}, changed_at FROM cursors WHERE changed_at > saved_at LIMIT ?`, limit)
    .map((row) => ({ ...toCursor(row), changedAt: readNumber(row, 'changed_at') }))

export function markCursorsSaved(
  sql: SqlDriver,
  saved: readonly { userId: string; changedAt: number }[],
): void {
  sql.transaction(() => {
    for (const { userId, changedAt } of saved) {
      sql.all('UPDATE cursors SET saved_at = ? WHERE user_id = ?', changedAt, userId)
    }
  })
}
