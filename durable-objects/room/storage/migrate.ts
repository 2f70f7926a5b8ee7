import { readNumber } from './row.ts'
import type { SqlDriver } from './sql-driver.ts'

/**
 * Each entry leads to the next version of the stored form. During a deploy the version before must still be able to
 * work on it, so an entry only adds.
 */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE room (
      id INTEGER PRIMARY KEY CHECK (id = 1), room_id TEXT NOT NULL, name TEXT NOT NULL, visibility TEXT NOT NULL,
      created_by TEXT NOT NULL, creator_name TEXT NOT NULL, created_at INTEGER NOT NULL, archived_at INTEGER,
      epoch INTEGER NOT NULL, floor_seq INTEGER NOT NULL, floor_at INTEGER NOT NULL, published_seq INTEGER NOT NULL)`,
    `CREATE TABLE pages (
      first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
      key_id TEXT NOT NULL, client_ids BLOB NOT NULL, data BLOB NOT NULL)`,
    `CREATE TABLE revisions (
      target_seq INTEGER PRIMARY KEY, edited_seq INTEGER, edited_at INTEGER, deleted_seq INTEGER, deleted_at INTEGER)`,
    `CREATE TABLE members (
      user_id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, joined_at INTEGER NOT NULL, left_at INTEGER)`,
    `CREATE INDEX members_joined ON members (joined_at, user_id)`,
    `CREATE TABLE content_keys (
      id TEXT PRIMARY KEY, author_id TEXT, wrapped BLOB NOT NULL, master_key_version INTEGER NOT NULL,
      created_at INTEGER NOT NULL, first_seq INTEGER NOT NULL)`,
    `CREATE INDEX content_keys_author ON content_keys (author_id, created_at)`,
    `CREATE TABLE tickets (ticket_id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL)`,
    `CREATE TABLE documents (name TEXT PRIMARY KEY, value TEXT NOT NULL)`,
  ],
  [
    `ALTER TABLE room ADD COLUMN topic TEXT NOT NULL DEFAULT ''`,
    `ALTER TABLE members ADD COLUMN muted_until INTEGER`,
    // How many of the page's events are messages; NULL where the version before wrote it.
    `ALTER TABLE pages ADD COLUMN messages INTEGER`,
    `CREATE TABLE reactions (
      target_seq INTEGER NOT NULL, emoji TEXT NOT NULL, user_id TEXT NOT NULL, seq INTEGER NOT NULL,
      PRIMARY KEY (target_seq, emoji, user_id)) WITHOUT ROWID`,
    `CREATE TABLE pins (target_seq INTEGER PRIMARY KEY, seq INTEGER NOT NULL, pinned_at INTEGER NOT NULL)`,
    `CREATE TABLE threads (root_seq INTEGER PRIMARY KEY, replies INTEGER NOT NULL)`,
    `CREATE TABLE cursors (
      user_id TEXT PRIMARY KEY, delivered_seq INTEGER NOT NULL, read_seq INTEGER NOT NULL, read_at INTEGER,
      changed_at INTEGER NOT NULL, saved_at INTEGER NOT NULL) WITHOUT ROWID`,
  ],
  [
    `CREATE TABLE invitations (
      id TEXT PRIMARY KEY, secret_hash TEXT NOT NULL, created_by TEXT NOT NULL, creator_name TEXT NOT NULL,
      created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, max_uses INTEGER NOT NULL,
      uses INTEGER NOT NULL DEFAULT 0, revoked_at INTEGER)`,
    `CREATE UNIQUE INDEX invitations_secret ON invitations (secret_hash)`,
    `CREATE INDEX invitations_creator ON invitations (created_by)`,
    // When the member was last removed by someone else.
    `ALTER TABLE members ADD COLUMN removed_at INTEGER`,
  ],
]

/** Creates what is missing. A store of a newer version is left as it is. */
export function migrateStorage(sql: SqlDriver): void {
  sql.all(
    'CREATE TABLE IF NOT EXISTS schema_version (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER)',
  )
  const row = sql.all('SELECT version FROM schema_version WHERE id = 1')[0]
  const version = row ? readNumber(row, 'version') : 0
  if (version >= MIGRATIONS.length) return
  sql.transaction(() => {
    for (const statements of MIGRATIONS.slice(version)) for (const statement of statements) sql.all(statement)
    sql.all(
      'INSERT INTO schema_version (id, version) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version',
      MIGRATIONS.length,
    )
  })
}
