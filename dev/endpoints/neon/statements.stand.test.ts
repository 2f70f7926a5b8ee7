import { randomBytes } from 'node:crypto'
import { NeonDbError, neon, neonConfig } from '@neondatabase/serverless'
import { drizzle } from 'drizzle-orm/neon-http'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { pointDriverAtNeon } from './contract-target.ts'

const { url } = pointDriverAtNeon(inject('stand'))
const sql = neon(url)
const name = `contract_${randomBytes(6).toString('hex')}`
const table = pgTable(name, { id: integer().primaryKey(), body: text().notNull() })
const db = drizzle({ client: sql })

const insert = (id: number, body: string | null = 'text') =>
  sql.query(`INSERT INTO ${name} (id, body) VALUES ($1, $2)`, [id, body])
const readIds = async () => (await sql.query(`SELECT id FROM ${name} ORDER BY id`)).map(({ id }) => id)

async function catchError(run: Promise<unknown>): Promise<NeonDbError> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(NeonDbError)
  return error as NeonDbError
}

beforeAll(async () => {
  await sql.query(`CREATE TABLE ${name} (id int PRIMARY KEY, body text NOT NULL)`)
})
beforeEach(async () => {
  await sql.query(`DELETE FROM ${name}`)
})
afterAll(async () => {
  await sql.query(`DROP TABLE IF EXISTS ${name}`)
})

describe('Neon over HTTP reports errors with their fields', () => {
  test('a duplicate key tells code, table, constraint and detail', async () => {
    await insert(1)
    const error = await catchError(insert(1))
    expect(error).toMatchObject({ code: '23505', severity: 'ERROR', table: name, constraint: `${name}_pkey` })
    expect(error.detail).toContain('already exists')
  })

  test('a missing value tells the column', async () => {
    expect(await catchError(insert(1, null))).toMatchObject({ code: '23502', column: 'body' })
  })

  test('a syntax error tells the position', async () => {
    expect(await catchError(sql.query('SELECT FROM WHERE'))).toMatchObject({ code: '42601', position: '13' })
  })

  test('an unknown table and a division by zero have their codes', async () => {
    expect(await catchError(sql.query('SELECT * FROM no_such_table'))).toMatchObject({ code: '42P01' })
    expect(await catchError(sql.query('SELECT 1/0'))).toMatchObject({ code: '22012' })
  })

  test('a NUL character in a text is refused', async () => {
    expect(await catchError(insert(1, 'a\0b'))).toMatchObject({ code: '22021' })
  })

  test('several statements in one query are refused, also without parameters', async () => {
    expect(await catchError(sql.query('SELECT 1; SELECT 2'))).toMatchObject({ code: '42601' })
  })

  test('a wrong password is refused, and the right one still works', async () => {
    const wrong = new URL(url)
    wrong.password = 'wrong'
    const error = await catchError(neon(wrong.href).query('SELECT 1'))
    expect(error.message).toContain('password authentication failed')
    expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }])
  })

  test('a request without a connection string is refused', async () => {
    const { fetchEndpoint } = neonConfig
    const endpoint =
      typeof fetchEndpoint === 'function' ? fetchEndpoint(new URL(url).hostname, 443) : fetchEndpoint
    const response = await fetch(endpoint, { method: 'POST', body: '{"query":"SELECT 1","params":[]}' })
    expect(response.status).toBe(400)
  })
})

describe('Neon over HTTP runs a batch as one transaction', () => {
  test('all of it is committed', async () => {
    const results = await sql.transaction([
      sql`SELECT 1 AS one`,
      sql.query(`INSERT INTO ${name} VALUES (1, 'a')`),
      sql.query(`INSERT INTO ${name} VALUES (2, 'b') RETURNING id`),
    ])
    expect(results).toEqual([[{ one: 1 }], [], [{ id: 2 }]])
    expect(await readIds()).toEqual([1, 2])
  })

  test('nothing of it is left when its last statement fails', async () => {
    const failing = sql.transaction([
      sql.query(`INSERT INTO ${name} VALUES (1, 'a')`),
      sql.query('SELECT 1/0'),
    ])
    expect(await catchError(failing)).toMatchObject({ code: '22012' })
    expect(await readIds()).toEqual([])
  })

  test('the isolation level, read-only and deferrable hold inside it', async () => {
    const settings = ['transaction_isolation', 'transaction_read_only', 'transaction_deferrable']
    const read = (options: Parameters<typeof sql.transaction>[1]) =>
      sql.transaction(
        settings.map((setting) => sql.query('SELECT current_setting($1) AS value', [setting])),
        options,
      )
    expect(await read({ isolationLevel: 'Serializable', readOnly: true, deferrable: true })).toEqual([
      [{ value: 'serializable' }],
      [{ value: 'on' }],
      [{ value: 'on' }],
    ])
    expect(await read({ isolationLevel: 'RepeatableRead' })).toEqual([
      [{ value: 'repeatable read' }],
      [{ value: 'off' }],
      [{ value: 'off' }],
    ])
  })

  test('a write in a read-only batch is refused', async () => {
    const writing = sql.transaction([sql.query(`INSERT INTO ${name} VALUES (1, 'a')`)], { readOnly: true })
    expect(await catchError(writing)).toMatchObject({ code: '25006' })
  })

  test('what a statement sets for its session does not reach the next request', async () => {
    await Promise.all(Array.from({ length: 8 }, () => sql`SET statement_timeout = '1234ms'`))
    const settings = await Promise.all(
      Array.from({ length: 16 }, () => sql`SELECT current_setting('statement_timeout') AS value`),
    )
    expect(settings.flat()).not.toContainEqual({ value: '1234ms' })
  })

  test('a transaction left open by one request is not continued by the next', async () => {
    await sql`BEGIN`
    expect(await catchError(sql`SAVEPOINT inside`)).toMatchObject({ code: '25P01' })
  })

  test('a hundred requests at once are all answered over a bounded number of connections', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => sql`SELECT ${i}::int AS i, pg_backend_pid() AS pid`),
    )
    expect(answers.map(([row]) => row?.i)).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })
})

describe("drizzle's neon-http driver", () => {
  test('inserts, selects and returns', async () => {
    const inserted = await db.insert(table).values({ id: 7, body: 'ünïcode' }).returning()
    expect(inserted).toEqual([{ id: 7, body: 'ünïcode' }])
    expect(await db.select().from(table)).toEqual([{ id: 7, body: 'ünïcode' }])
  })

  test('batch is atomic', async () => {
    const failing = db.batch([
      db.insert(table).values({ id: 1, body: 'a' }),
      db.insert(table).values({ id: 1, body: 'again' }),
    ])
    await expect(failing).rejects.toThrow()
    expect(await db.select().from(table)).toEqual([])
    await db.batch([
      db.insert(table).values({ id: 1, body: 'a' }),
      db.insert(table).values({ id: 2, body: 'b' }),
    ])
    expect(await db.$count(table)).toBe(2)
  })
})
