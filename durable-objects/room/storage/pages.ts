import type { Effect, NewPage, PageSpan, PlacedEffect, StoredPage, StoredRevision } from './port.ts'
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

function applyEffect(sql: SqlDriver, effect: Effect, seq: number, at: number): void {
  switch (effect.type) {
    case 'edited':
      sql.all(
        `INSERT INTO revisions (target_seq, edited_seq, edited_at) VALUES (?, ?, ?)
         ON CONFLICT (target_seq) DO UPDATE SET edited_seq = excluded.edited_seq, edited_at = excluded.edited_at`,
        ...[effect.targetSeq, seq, at],
      )
      return
    case 'deleted':
      sql.all(
        `INSERT INTO revisions (target_seq, deleted_seq, deleted_at) VALUES (?, ?, ?)
         ON CONFLICT (target_seq) DO UPDATE SET deleted_seq = excluded.deleted_seq, deleted_at = excluded.deleted_at`,
        ...[effect.targetSeq, seq, at],
      )
      return
    case 'joined':
      sql.all(
        `INSERT INTO members (user_id, name, role, joined_at, left_at) VALUES (?, ?, ?, ?, NULL)
         ON CONFLICT (user_id) DO UPDATE SET
           name = excluded.name, role = excluded.role, joined_at = excluded.joined_at, left_at = NULL`,
        ...[effect.userId, effect.name, effect.role, at],
      )
      return
    case 'left':
      sql.all('UPDATE members SET left_at = ? WHERE user_id = ?', at, effect.userId)
      return
    case 'replied':
      sql.all(
        `INSERT INTO threads (root_seq, replies) VALUES (?, 1)
         ON CONFLICT (root_seq) DO UPDATE SET replies = replies + 1`,
        effect.threadSeq,
      )
      return
    case 'reacted':
      if (effect.on) {
        sql.all(
          `INSERT INTO reactions (target_seq, emoji, user_id, seq) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
          ...[effect.targetSeq, effect.emoji, effect.userId, seq],
        )
      } else {
        sql.all(
          'DELETE FROM reactions WHERE target_seq = ? AND emoji = ? AND user_id = ?',
          ...[effect.targetSeq, effect.emoji, effect.userId],
        )
      }
      return
    case 'pinned':
      if (effect.on) {
        sql.all(
          'INSERT INTO pins (target_seq, seq, pinned_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
          ...[effect.targetSeq, seq, at],
        )
      } else sql.all('DELETE FROM pins WHERE target_seq = ?', effect.targetSeq)
      return
    case 'role':
      sql.all('UPDATE members SET role = ? WHERE user_id = ?', effect.role, effect.userId)
      return
    case 'muted':
      sql.all('UPDATE members SET muted_until = ? WHERE user_id = ?', effect.until, effect.userId)
      return
    case 'topic':
      sql.all('UPDATE room SET topic = ? WHERE id = 1', effect.topic)
      return
    case 'renamed':
      sql.all('UPDATE room SET name = ? WHERE id = 1', effect.name)
      return
    case 'archived':
      sql.all('UPDATE room SET archived_at = ? WHERE id = 1', at)
  }
}

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
