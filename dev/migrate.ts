import { join } from 'node:path'
import { z } from 'zod'
import { migrateMysql } from './migrate/migrate-mysql.ts'
import { migratePostgres } from './migrate/migrate-postgres.ts'

const variables = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\/\S+$/),
  NEON_FETCH_ENDPOINT: z.url().optional(),
  OUTBOX_URL: z.url(),
})

export type MigrationEnvironment = z.input<typeof variables>

/** How many steps were missing and are applied now: migrations in Postgres, statements in MySQL. */
export type Migrated = { postgres: number; mysql: number }

const folder = (database: string) => join(import.meta.dirname, `../schema/${database}/migrations`)

/** Brings both databases to the newest schema. May be repeated, and may run in several places at once. */
export async function migrate(environment: MigrationEnvironment): Promise<Migrated> {
  const parsed = variables.safeParse(environment)
  if (!parsed.success) {
    throw new MigrationError(`${String(parsed.error.issues[0]?.path[0])} is missing or malformed.`)
  }
  const { DATABASE_URL, NEON_FETCH_ENDPOINT, OUTBOX_URL } = parsed.data
  const postgres = await named('Postgres', () =>
    migratePostgres({ url: DATABASE_URL, fetchEndpoint: NEON_FETCH_ENDPOINT, folder: folder('postgres') }),
  )
  const mysql = await named('MySQL', () => migrateMysql({ url: OUTBOX_URL, folder: folder('mysql') }))
  return { postgres, mysql }
}

/** One sentence for the operator, without an address, a password or a statement. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

async function named(database: string, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (error) {
    throw new MigrationError(`${database} could not be migrated${describeCode(error)}`, { cause: error })
  }
}

/** A socket that does not open fails with an event, which is no Error. */
function describeCode(error: unknown): string {
  const errno = error instanceof Error ? /\(errno (\d+)\)/.exec(error.message)?.[1] : undefined
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : errno
  return code === undefined ? ': is it running, and is the address right?' : ` (${code}).`
}

if (import.meta.main) {
  try {
    const { postgres, mysql } = await migrate({
      DATABASE_URL: process.env.DATABASE_URL ?? '',
      NEON_FETCH_ENDPOINT: process.env.NEON_FETCH_ENDPOINT,
      OUTBOX_URL: process.env.OUTBOX_URL ?? '',
    })
    console.log(`Applied: ${postgres} migrations in Postgres, ${mysql} statements in MySQL.`)
  } catch (error) {
    console.error(error instanceof MigrationError ? error.message : 'The migration failed.')
    process.exitCode = 1
  }
}
