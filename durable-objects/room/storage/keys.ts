import type { StoredKey } from './port.ts'
import { readBytes, readNullable, readNumber, readText } from './row.ts'
import type { SqlDriver, SqlRow } from './sql-driver.ts'

const COLUMNS = 'id, author_id, wrapped, master_key_version, created_at, first_seq'

const toKey = (row: SqlRow): StoredKey => ({
  id: readText(row, 'id'),
  authorId: readNullable(row, 'author_id', readText),
  wrapped: readBytes(row, 'wrapped'),
  masterKeyVersion: readNumber(row, 'master_key_version'),
  createdAt: readNumber(row, 'created_at'),
  firstSeq: readNumber(row, 'first_seq'),
})

export const findKey = (sql: SqlDriver, id: string): StoredKey | null => {
  const row = sql.all(`SELECT ${COLUMNS} FROM content_keys WHERE id = ?`, id)[0]
  return row ? toKey(row) : null
}

export const findNewestKey = (sql: SqlDriver, authorId: string | null): StoredKey | null => {
  const row = sql.all(
    `SELECT ${COLUMNS} FROM content_keys WHERE author_id IS ? ORDER BY created_at DESC, first_seq DESC LIMIT 1`,
    authorId,
  )[0]
  return row ? toKey(row) : null
}

export const insertKey = (sql: SqlDriver, key: StoredKey): void => {
  sql.all(
    `INSERT INTO content_keys (${COLUMNS}) SELECT ?1, ?2, ?3, ?4, ?5, ?6
     WHERE length(?3) = 0 OR NOT EXISTS (SELECT 1 FROM erasures WHERE user_id = ?2)`,
    ...[key.id, key.authorId, new Uint8Array(key.wrapped), key.masterKeyVersion, key.createdAt, key.firstSeq],
  )
}
