import { applyEffect } from './effects.ts'
import type { NewPage, PageSpan, PlacedEffect, StoredPage, StoredRevision } from './port.ts'
import { readBytes, readNullable, readNumber, readText } from './row.ts'
import type { SqlDriver, SqlRow } from './sql-driver.ts'

const COLUMNS = 'first_seq, last_seq, first_at, last_at, key_id, data'

const toSpan = (row: SqlRow): PageSpan => ({
  firstSeq: readNumber(row, 'first_seq'),
  lastSeq: readNumber(row, 'last_seq'),
  firstAt: readNumber(row, 'first_at'),
  lastAt: readNumber(row, 'last_at'),
})

const toPage = (row: SqlRow): StoredPage => ({
  ...toSpan(row),
  keyId: readText(row, 'key_id'),
  data: readBytes(row, 'data'),
})

const toRevision = (row: SqlRow): StoredRevision => ({
  targetSeq: readNumber(row, 'target_seq'),
  editedSeq: readNullable(row, 'edited_seq', readNumber),
  editedAt: readNullable(row, 'edited_at', readNumber),
  deletedAt: readNullable(row, 'deleted_at', readNumber),
})

export function appendPage(sql: SqlDriver, page: NewPage, effects: readonly PlacedEffect[]): void {
  const insert = () =>
    sql.all(
      `INSERT INTO pages (${COLUMNS}, client_ids, messages) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[
        page.firstSeq,
        page.lastSeq,
        page.firstAt,
        page.lastAt,
        page.keyId,
        page.data,
        page.clientIds,
        page.messages,
      ],
    )
  if (effects.length === 0) {
    insert()
    return
  }
  sql.transaction(() => {
    insert()
    for (const { effect, seq, at } of effects) applyEffect(sql, effect, seq, at)
  })
}

export const readLastPage = (sql: SqlDriver): PageSpan | null => {
  const row = sql.all(
    'SELECT first_seq, last_seq, first_at, last_at FROM pages ORDER BY first_seq DESC LIMIT 1',
  )[0]
  return row ? toSpan(row) : null
}

/** The events of a page are of one moment. */
export const findSeqSince = (sql: SqlDriver, at: number): number | null => {
  const row = sql.all('SELECT first_seq FROM pages WHERE last_at >= ? ORDER BY first_seq LIMIT 1', at)[0]
  return row ? readNumber(row, 'first_seq') : null
}

/** Pages do not overlap, so the only page that begins before `seq` and may hold it is the last such one. */
export const readPagesFrom = (sql: SqlDriver, seq: number, limit: number): StoredPage[] =>
  sql
    .all(
      `SELECT ${COLUMNS} FROM pages
       WHERE first_seq >= coalesce((SELECT max(first_seq) FROM pages WHERE first_seq <= ?1), ?1) AND last_seq >= ?1
       ORDER BY first_seq LIMIT ?2`,
      ...[seq, limit],
    )
    .map(toPage)

export const readPagesBefore = (sql: SqlDriver, seq: number, limit: number): StoredPage[] =>
  sql
    .all(`SELECT ${COLUMNS} FROM pages WHERE first_seq < ? ORDER BY first_seq DESC LIMIT ?`, seq, limit)
    .map(toPage)

/** Times grow with the seq, so the pages since `sinceAt` are those after the last older one. */
export const findPagesByClientId = (
  sql: SqlDriver,
  clientId: Uint8Array<ArrayBuffer>,
  sinceAt: number,
): StoredPage[] =>
  sql
    .all(
      `SELECT ${COLUMNS} FROM pages WHERE last_at >= ? AND instr(client_ids, ?) > 0 ORDER BY first_seq`,
      ...[sinceAt, clientId],
    )
    .map(toPage)

export const readClientIds = (sql: SqlDriver, maxPages: number) =>
  sql
    .all('SELECT first_at, client_ids FROM pages ORDER BY first_seq DESC LIMIT ?', maxPages)
    .map((row) => ({ firstAt: readNumber(row, 'first_at'), clientIds: readBytes(row, 'client_ids') }))

export const readRevisions = (sql: SqlDriver, fromSeq: number, toSeq: number): StoredRevision[] =>
  sql
    .all(
      'SELECT target_seq, edited_seq, edited_at, deleted_at FROM revisions WHERE target_seq BETWEEN ? AND ?',
      ...[fromSeq, toSeq],
    )
    .map(toRevision)

export const measurePagesAfter = (sql: SqlDriver, seq: number): number => {
  const row = sql.all('SELECT total(length(data)) AS bytes FROM pages WHERE last_seq > ?', seq)[0]
  return row ? readNumber(row, 'bytes') : 0
}

export function countMessagesAfter(sql: SqlDriver, seq: number) {
  const whole = sql.all('SELECT sum(messages) AS counted FROM pages WHERE first_seq > ?', seq)[0]
  const deleted = sql.all(
    'SELECT count(*) AS deleted FROM revisions WHERE target_seq > ? AND deleted_at IS NOT NULL',
    seq,
  )[0]
  const toOpen = sql.all(
    `SELECT ${COLUMNS} FROM pages
     WHERE last_seq > ?1 AND (first_seq <= ?1 OR messages IS NULL) ORDER BY first_seq`,
    seq,
  )
  return {
    counted: whole ? (readNullable(whole, 'counted', readNumber) ?? 0) : 0,
    deleted: deleted ? readNumber(deleted, 'deleted') : 0,
    toOpen: toOpen.map(toPage),
  }
}

export const listOldestSpans = (sql: SqlDriver, limit: number): PageSpan[] =>
  sql
    .all('SELECT first_seq, last_seq, first_at, last_at FROM pages ORDER BY first_seq LIMIT ?', limit)
    .map(toSpan)

export function trimPages(sql: SqlDriver, floorSeq: number, floorAt: number): void {
  sql.transaction(() => {
    sql.all('DELETE FROM pages WHERE last_seq <= ?', floorSeq)
    sql.all(
      `DELETE FROM revisions WHERE target_seq <= ?1
       AND coalesce(edited_seq, 0) <= ?1 AND coalesce(deleted_seq, 0) <= ?1`,
      floorSeq,
    )
    sql.all('UPDATE room SET floor_seq = ?, floor_at = ? WHERE id = 1', floorSeq, floorAt)
  })
}
