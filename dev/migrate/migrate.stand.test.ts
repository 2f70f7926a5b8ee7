import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@planetscale/database'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connectPostgres } from '#services/connections/postgres.ts'
import { MigrationError, migrate } from '../migrate.ts'
import { migrateMysql } from './migrate-mysql.ts'
import { migratePostgres } from './migrate-postgres.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-migrations-'))
beforeAll(() => migrate(inject('stand').env))
afterAll(() => rmSync(folder, { recursive: true }))

/** Migrations of our own: a table with a name nobody else has, made by `statements`. */
function writeMigration(statements: string[]): string {
  const own = join(folder, randomUUID())
  cpSync(new URL('../../schema/mysql/migrations', import.meta.url), own, { recursive: true })
  const journal = JSON.parse(readFileSync(join(own, 'meta/_journal.json'), 'utf8'))
  journal.entries = [{ ...journal.entries[0], tag: 'test' }]
  writeFileSync(join(own, 'meta/_journal.json'), JSON.stringify(journal))
  writeFileSync(join(own, 'test.sql'), statements.join('--> statement-breakpoint\n'))
  return own
}

const mysql = () => new Client({ url: inject('stand').env.OUTBOX_URL })
const createTable = () => `t_${randomUUID().replaceAll('-', '')}`

test('a repetition applies nothing', async () => {
  expect(await migrate(inject('stand').env)).toEqual({ postgres: 0, mysql: 0 })
})

test('MySQL: of several at once one applies each statement', async () => {
  const table = createTable()
  const own = writeMigration([
    `CREATE TABLE ${table} (id int)`,
    `INSERT INTO ${table} VALUES (1)`,
    `CREATE INDEX i ON ${table} (id)`,
  ])
  const url = inject('stand').env.OUTBOX_URL
  const counts = await Promise.all([1, 2, 3].map(() => migrateMysql({ url, folder: own })))
  expect(counts.toSorted()).toEqual([0, 0, 3])
  expect((await mysql().execute(`SELECT * FROM ${table}`)).rows).toEqual([{ id: 1 }])
})

test('MySQL: a migration that broke off half way, its last statement not noted, is brought to its end', async () => {
  const table = createTable()
  const statements = [`CREATE TABLE ${table} (id int)`, `CREATE INDEX i ON ${table} (id)`]
  const own = writeMigration([...statements, `INSERT INTO ${table} VALUES (1)`])
  for (const statement of statements) await mysql().execute(statement)
  const url = inject('stand').env.OUTBOX_URL
  expect(await migrateMysql({ url, folder: own })).toBe(3)
  expect(await migrateMysql({ url, folder: own })).toBe(0)
  expect((await mysql().execute(`SELECT * FROM ${table}`)).rows).toEqual([{ id: 1 }])
})

test('MySQL: after a failing statement the lease is free and what was done is not done again', async () => {
  const table = createTable()
  const statements = [`CREATE TABLE ${table} (id int)`, `INSERT INTO ${table} VALUES (1)`]
  const own = writeMigration([...statements, `INSERT INTO ${table}_missing VALUES (1)`])
  const url = inject('stand').env.OUTBOX_URL
  await expect(migrateMysql({ url, folder: own })).rejects.toThrow('1146')
  await mysql().execute(`CREATE TABLE ${table}_missing (id int)`)
  expect(await migrateMysql({ url, folder: own })).toBe(1)
})

test('Postgres: a failing migration leaves nothing behind', async () => {
  const { DATABASE_URL, NEON_FETCH_ENDPOINT } = inject('stand').env
  const table = createTable()
  const own = writeMigration([`CREATE TABLE ${table} (id int)`, `INSERT INTO ${table}_missing VALUES (1)`])
  const options = { url: DATABASE_URL, fetchEndpoint: NEON_FETCH_ENDPOINT, folder: own }
  await expect(migratePostgres(options)).rejects.toMatchObject({ code: '42P01' })
  const { rows } = await connectPostgres(inject('stand').env).execute(
    sql`select to_regclass(${table}) as name`,
  )
  expect(rows).toEqual([{ name: null }])
})

test('Postgres: of several at once one applies the migration', async () => {
  const { DATABASE_URL, NEON_FETCH_ENDPOINT } = inject('stand').env
  const own = writeMigration([`CREATE TABLE ${createTable()} (id int)`])
  const options = { url: DATABASE_URL, fetchEndpoint: NEON_FETCH_ENDPOINT, folder: own }
  const counts = await Promise.all([1, 2, 3].map(() => migratePostgres(options)))
  expect(counts.toSorted()).toEqual([0, 0, 1])
})

test('a failure is told in one sentence without address or password', async () => {
  const { env } = inject('stand')
  const wrong = { ...env, DATABASE_URL: env.DATABASE_URL.replace(/:[^:@]+@/, ':not-the-password@') }
  const error = await migrate(wrong).catch((failure: unknown) => failure)
  expect(error).toBeInstanceOf(MigrationError)
  expect(String(error)).toMatch(
    /^MigrationError: Postgres could not be migrated( \(\w+\)\.|: is it running, and is the address right\?)$/,
  )
  expect(String(error)).not.toMatch(/not-the-password|127\.0\.0\.1/)
})

test.each(['DATABASE_URL', 'OUTBOX_URL'] as const)('a missing %s is named', async (name) => {
  await expect(migrate({ ...inject('stand').env, [name]: '' })).rejects.toThrow(
    `${name} is missing or malformed.`,
  )
})
