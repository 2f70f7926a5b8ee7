import { roomRole } from '#schema/wire/server/log-events.ts'
import type { StoredMember } from './port.ts'
import { readNullable, readNumber, readOneOf, readText } from './row.ts'
import type { SqlDriver, SqlRow } from './sql-driver.ts'

const COLUMNS = 'user_id, name, role, joined_at, left_at, muted_until'

const toMember = (row: SqlRow): StoredMember => ({
  userId: readText(row, 'user_id'),
  name: readText(row, 'name'),
  role: readOneOf(row, 'role', roomRole.options),
  joinedAt: readNumber(row, 'joined_at'),
  leftAt: readNullable(row, 'left_at', readNumber),
  mutedUntil: readNullable(row, 'muted_until', readNumber),
})

export const insertMember = (sql: SqlDriver, member: StoredMember): void => {
  sql.all(
    `INSERT INTO members (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`,
    ...[member.userId, member.name, member.role, member.joinedAt, member.leftAt, member.mutedUntil],
  )
}

export const findMember = (sql: SqlDriver, userId: string): StoredMember | null => {
  const row = sql.all(`SELECT ${COLUMNS} FROM members WHERE user_id = ?`, userId)[0]
  return row ? toMember(row) : null
}

export const readRemovedAt = (sql: SqlDriver, userId: string): number | null => {
  const row = sql.all('SELECT removed_at FROM members WHERE user_id = ?', userId)[0]
  return row ? readNullable(row, 'removed_at', readNumber) : null
}

export const listMembers = (
  sql: SqlDriver,
  after: { joinedAt: number; userId: string } | null,
  limit: number,
): StoredMember[] =>
  sql
    .all(
      `SELECT ${COLUMNS} FROM members WHERE left_at IS NULL AND (joined_at, user_id) > (?, ?)
       ORDER BY joined_at, user_id LIMIT ?`,
      ...[after?.joinedAt ?? -1, after?.userId ?? '', limit],
    )
    .map(toMember)

export const countMembers = (sql: SqlDriver): { members: number; owners: number } => {
  const row = sql.all(
    "SELECT count(*) AS members, count(iif(role = 'owner', 1, NULL)) AS owners FROM members WHERE left_at IS NULL",
  )[0]
  return { members: row ? readNumber(row, 'members') : 0, owners: row ? readNumber(row, 'owners') : 0 }
}
