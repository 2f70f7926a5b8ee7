import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@planetscale/database'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { parseErrno } from '#services/outbox/retry-contention.ts'

const LEASE_SECONDS = 60
const WAIT_MS = 90_000
const POLL_MS = 200

/** The statement took effect before: table, column or index exists, or what is dropped is gone. */
const ALREADY_DONE = new Set([1050, 1060, 1061, 1051, 1091])

type Options = { url: string; folder: string }

/**
 * Applies what is missing statement by statement. MySQL's DDL knows no transaction: each statement is noted once done,
 * and one that took effect before a crash could note it is told by its error number. Runs exclude each other by a lease
 * row, as Vitess offers no GET_LOCK.
 */
export async function migrateMysql({ url, folder }: Options): Promise<number> {
  const client = new Client({ url })
  await createLedger(client)
  const token = randomUUID()
  await acquireLease(client, token)
  try {
    return await applyMissing(client, { folder, token })
  } finally {
    await client.execute('UPDATE migration_lease SET token = NULL WHERE id = 1 AND token = ?', [token])
  }
}

async function createLedger(client: Client): Promise<void> {
  await client.execute(
    'CREATE TABLE IF NOT EXISTS migration_statements (id char(64) NOT NULL PRIMARY KEY, applied_at datetime(3) NOT NULL)',
  )
  await client.execute(
    'CREATE TABLE IF NOT EXISTS migration_lease (id int NOT NULL PRIMARY KEY, token char(36), expires_at datetime(3))',
  )
  await client.execute('INSERT INTO migration_lease (id) VALUES (1) ON DUPLICATE KEY UPDATE id = id')
}

async function acquireLease(client: Client, token: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS
  while (!(await holdLease(client, token))) {
    if (Date.now() > deadline) throw new Error('Another migration of the outbox is still running.')
    await sleep(POLL_MS)
  }
}

async function holdLease(client: Client, token: string): Promise<boolean> {
  await client.execute(
    `UPDATE migration_lease SET token = ?, expires_at = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND
     WHERE id = 1 AND (token IS NULL OR token = ? OR expires_at < UTC_TIMESTAMP(3))`,
    [token, token],
  )
  const { rows } = await client.execute('SELECT 1 FROM migration_lease WHERE id = 1 AND token = ?', [token])
  return rows.length === 1
}

async function applyMissing(client: Client, { folder, token }: { folder: string; token: string }) {
  const done = await client.execute<{ id: string }>('SELECT id FROM migration_statements')
  const applied = new Set(done.rows.map((row) => row.id))
  let count = 0
  for (const migration of readMigrationFiles({ migrationsFolder: folder })) {
    for (const [index, statement] of migration.sql.entries()) {
      const id = createHash('sha256').update(`${migration.hash}:${index}`).digest('hex')
      if (applied.has(id)) continue
      if (!(await holdLease(client, token))) throw new Error('The lease on the migration was lost.')
      await applyOnce(client, statement)
      await client.execute(
        'INSERT INTO migration_statements (id, applied_at) VALUES (?, UTC_TIMESTAMP(3)) ON DUPLICATE KEY UPDATE id = id',
        [id],
      )
      count += 1
    }
  }
  return count
}

async function applyOnce(client: Client, statement: string): Promise<void> {
  try {
    await client.execute(statement)
  } catch (error) {
    if (!ALREADY_DONE.has(parseErrno(error) ?? 0)) throw error
  }
}
