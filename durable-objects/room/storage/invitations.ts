import type { StoredInvitation } from './port.ts'
import { readNullable, readNumber, readText } from './row.ts'
import type { SqlDriver, SqlRow } from './sql-driver.ts'

const COLUMNS =
  'id, secret_hash, created_by, creator_name, created_at, expires_at, max_uses, uses, revoked_at'
const IS_USABLE = '(revoked_at IS NULL AND uses < max_uses AND expires_at > ?1)'

const toInvitation = (row: SqlRow): StoredInvitation => ({
  id: readText(row, 'id'),
  secretHash: readText(row, 'secret_hash'),
  createdBy: readText(row, 'created_by'),
  creatorName: readText(row, 'creator_name'),
  createdAt: readNumber(row, 'created_at'),
  expiresAt: readNumber(row, 'expires_at'),
  maxUses: readNumber(row, 'max_uses'),
  uses: readNumber(row, 'uses'),
  revokedAt: readNullable(row, 'revoked_at', readNumber),
})

export const insertInvitation = (sql: SqlDriver, invitation: StoredInvitation): void => {
  const { id, secretHash, createdBy, creatorName, createdAt, expiresAt, maxUses, uses, revokedAt } =
    invitation
  sql.all(
    `INSERT INTO invitations (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, secretHash, createdBy, creatorName, createdAt, expiresAt, maxUses, uses, revokedAt],
  )
}

export const findInvitation = (
  sql: SqlDriver,
  by: { id: string } | { secretHash: string },
): StoredInvitation | null => {
  const [column, value] = 'id' in by ? ['id', by.id] : ['secret_hash', by.secretHash]
  const row = sql.all(`SELECT ${COLUMNS} FROM invitations WHERE ${column} = ?`, value)[0]
  return row ? toInvitation(row) : null
}

export const listInvitations = (sql: SqlDriver, now: number, limit: number): StoredInvitation[] =>
  sql
    .all(
      `SELECT ${COLUMNS} FROM invitations ORDER BY ${IS_USABLE} DESC, created_at DESC, id DESC LIMIT ?2`,
      ...[now, limit],
    )
    .map(toInvitation)

export const countUsableInvitations = (sql: SqlDriver, now: number): number => {
  const row = sql.all(`SELECT count(*) AS usable FROM invitations WHERE ${IS_USABLE}`, now)[0]
  return row ? readNumber(row, 'usable') : 0
}

export const revokeInvitation = (sql: SqlDriver, id: string, at: number): void => {
  sql.all('UPDATE invitations SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', at, id)
}

/** One use, within the transaction of the joining. @throws when there is none left: then nobody joins. */
export function takeInvitation(sql: SqlDriver, id: string): void {
  const taken = sql.all(
    `UPDATE invitations SET uses = uses + 1 WHERE id = ? AND revoked_at IS NULL AND uses < max_uses RETURNING id`,
    id,
  )
  if (taken.length !== 1) throw new Error('the invitation can not be used any more')
}

/** Who may not invite any more has invited nobody. */
export const revokeInvitationsOf = (sql: SqlDriver, createdBy: string, at: number): void => {
  sql.all(
    'UPDATE invitations SET revoked_at = ? WHERE created_by = ? AND revoked_at IS NULL',
    ...[at, createdBy],
  )
}
