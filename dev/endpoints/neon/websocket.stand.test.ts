import { randomBytes } from 'node:crypto'
import { Client, Pool } from '@neondatabase/serverless'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/neon-serverless'
import { integer, pgTable } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { pointDriverAtNeon } from './contract-target.ts'

const { url } = pointDriverAtNeon(inject('stand'))
const name = `contract_${randomBytes(6).toString('hex')}`
const table = pgTable(name, { id: integer().primaryKey() })

async function withPool<T>(run: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool({ connectionString: url, max: 4 })
  try {
    return await run(pool)
  } finally {
    await pool.end()
  }
}

const readIds = () =>
  withPool(async (pool) => (await pool.query(`SELECT id FROM ${name} ORDER BY id`)).rows.map(({ id }) => id))

beforeAll(() => withPool((pool) => pool.query(`CREATE TABLE ${name} (id int PRIMARY KEY)`)))
beforeEach(() => withPool((pool) => pool.query(`DELETE FROM ${name}`)))
afterAll(() => withPool((pool) => pool.query(`DROP TABLE IF EXISTS ${name}`)))

describe('Neon over a WebSocket', () => {
  test('commits an interactive transaction', async () => {
    await withPool(async (pool) => {
      const client = await pool.connect()
      await client.query('BEGIN')
      await client.query(`INSERT INTO ${name} VALUES ($1)`, [1])
      const { rows } = await client.query(`SELECT count(*) AS count FROM ${name}`)
      expect(rows).toEqual([{ count: '1' }])
      await client.query('COMMIT')
      client.release()
    })
    expect(await readIds()).toEqual([1])
  })

  test('rolls an interactive transaction back', async () => {
    await withPool(async (pool) => {
      const client = await pool.connect()
      await client.query('BEGIN')
      await client.query(`INSERT INTO ${name} VALUES (1)`)
      await client.query('ROLLBACK')
      client.release()
    })
    expect(await readIds()).toEqual([])
  })

  test('a connection that is lost inside a transaction leaves nothing', async () => {
    const client = new Client(url)
    client.on('error', () => undefined)
    await client.connect()
    await client.query('BEGIN')
    await client.query(`INSERT INTO ${name} VALUES (1)`)
    await client.end()
    expect(await readIds()).toEqual([])
  })

  test('errors carry their code', async () => {
    await withPool((pool) => expect(pool.query('SELECT 1/0')).rejects.toMatchObject({ code: '22012' }))
  })

  test('a wrong password is refused', async () => {
    const wrong = new URL(url)
    wrong.password = 'wrong'
    const pool = new Pool({ connectionString: wrong.href })
    pool.on('error', () => undefined)
    await expect(pool.query('SELECT 1')).rejects.toThrow(/password authentication failed/)
    await pool.end()
  })

  test('a megabyte goes both ways unchanged', async () => {
    const body = randomBytes(1024 * 1024)
    await withPool(async (pool) => {
      const { rows } = await pool.query('SELECT $1::bytea AS body', [body])
      expect(Buffer.compare(Buffer.from(rows[0].body), body)).toBe(0)
    })
  })

  test("drizzle's neon-serverless driver runs transactions with commit and rollback", async () => {
    await withPool(async (pool) => {
      const db = drizzle({ client: pool })
      await db.transaction((tx) => tx.insert(table).values({ id: 1 }))
      const failing = db.transaction(async (tx) => {
        await tx.insert(table).values({ id: 2 })
        await tx.execute(sql`SELECT 1/0`)
      })
      await expect(failing).rejects.toThrow()
      expect(await db.select().from(table)).toEqual([{ id: 1 }])
    })
  })
})
