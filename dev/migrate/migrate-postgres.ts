import { Client, neonConfig } from '@neondatabase/serverless'
import { readMigrationFiles } from 'drizzle-orm/migrator'

const LOCK = 7_361_010_774

/**
 * Applies what is missing in one transaction, so a crash leaves nothing half done. Whoever runs at the same time waits
 * for the lock, which ends with the transaction and so also holds through a transaction pooler.
 */
export async function migratePostgres(options: {
  url: string
  fetchEndpoint?: string | undefined
  folder: string
}): Promise<number> {
  if (options.fetchEndpoint) pointAtEndpoint(options.fetchEndpoint)
  const client = new Client(options.url)
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
    const count = await applyMissing(client, options.folder)
    await client.query('COMMIT')
    return count
  } finally {
    await client.end()
  }
}

async function applyMissing(client: Client, folder: string): Promise<number> {
  await client.query('CREATE SCHEMA IF NOT EXISTS drizzle')
  await client.query(
    'CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)',
  )
  const { rows } = await client.query<{ hash: string }>('SELECT hash FROM drizzle.__drizzle_migrations')
  const applied = new Set(rows.map((row) => row.hash))
  const missing = readMigrationFiles({ migrationsFolder: folder }).filter(({ hash }) => !applied.has(hash))
  for (const migration of missing) {
    for (const statement of migration.sql) await client.query(statement)
    await client.query('INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ($1, $2)', [
      migration.hash,
      migration.folderMillis,
    ])
  }
  return missing.length
}

function pointAtEndpoint(fetchEndpoint: string): void {
  const { host, protocol } = new URL(fetchEndpoint)
  neonConfig.wsProxy = () => `${host}/v2`
  neonConfig.useSecureWebSocket = protocol === 'https:'
  neonConfig.pipelineTLS = false
}
