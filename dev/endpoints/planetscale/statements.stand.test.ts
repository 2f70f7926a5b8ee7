import { randomBytes } from 'node:crypto'
import { Client, connect, DatabaseError } from '@planetscale/database'
import { int, mysqlTable, varchar } from 'drizzle-orm/mysql-core'
import { drizzle } from 'drizzle-orm/planetscale-serverless'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { findPlanetscaleTarget } from './contract-target.ts'

const { url, faults } = findPlanetscaleTarget(inject('stand'))
const client = new Client({ url })
const name = `contract_${randomBytes(6).toString('hex')}`
const table = mysqlTable(name, {
  id: int().primaryKey().autoincrement(),
  label: varchar({ length: 20 }).notNull().unique(),
})

const insert = (label: unknown) => client.execute(`INSERT INTO ${name} (label) VALUES (?)`, [label])
const readLabels = async () =>
  (await client.execute<{ label: string }>(`SELECT label FROM ${name} ORDER BY label`)).rows.map(
    (row) => row.label,
  )

async function catchError(run: Promise<unknown>): Promise<DatabaseError> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(DatabaseError)
  return error as DatabaseError
}

beforeAll(async () => {
  await client.execute(
    `CREATE TABLE ${name} (id int PRIMARY KEY AUTO_INCREMENT, label varchar(20) NOT NULL UNIQUE)`,
  )
})
beforeEach(async () => {
  await client.execute(`DELETE FROM ${name}`)
})
afterAll(async () => {
  await client.execute(`DROP TABLE IF EXISTS ${name}`)
})

describe('PlanetScale reports what a statement did', () => {
  test('an insert tells its id and its rows', async () => {
    const first = await insert('a')
    const second = await insert('b')
    expect(first.rowsAffected).toBe(1)
    expect(Number(second.insertId)).toBeGreaterThan(Number(first.insertId))
  })

  test('an update counts the rows it matched, changed or not', async () => {
    await insert('a')
    const { rowsAffected } = await client.execute(`UPDATE ${name} SET label = 'a' WHERE label = 'a'`)
    expect(rowsAffected).toBe(1)
    expect((await client.execute(`UPDATE ${name} SET label = 'c' WHERE label = 'b'`)).rowsAffected).toBe(0)
  })
})

describe('PlanetScale reports errors with their number', () => {
  test('a duplicate key is errno 1062', async () => {
    await insert('a')
    const error = await catchError(insert('a'))
    expect(error.message).toContain('(errno 1062) (sqlstate 23000)')
    expect(error.body).toMatchObject({ code: 'ALREADY_EXISTS' })
  })

  test.each([
    ['a syntax error', 'SELEC 1', 1064],
    ['a missing table', 'SELECT * FROM no_such_table', 1146],
    ['an unknown column', `SELECT nothing FROM ${name}`, 1054],
    ['NULL where none may be', `INSERT INTO ${name} (label) VALUES (NULL)`, 1048],
    ['a text too long', `INSERT INTO ${name} (label) VALUES (REPEAT('x', 21))`, 1406],
  ])('%s', async (_, statement, errno) => {
    expect((await catchError(client.execute(statement))).message).toContain(`(errno ${errno})`)
  })

  test('the statement and its values stay out of the local message', async () => {
    const error = await catchError(
      client.execute(`INSERT INTO ${name} (label, nothing) VALUES ('private text', 1)`),
    )
    if (faults) expect(error.message).not.toContain('private')
  })

  test.each([
    `DELETE FROM ${name} RETURNING id`,
    `LOCK TABLES ${name} WRITE`,
    "SELECT GET_LOCK('a', 1)",
    'SELECT @a := 1',
    'SELECT 1; SELECT 2',
  ])('what Vitess does not know is refused: %s', async (statement) => {
    await catchError(client.execute(statement))
  })

  test('a wrong password is refused with 401', async () => {
    const wrong = new URL(url)
    wrong.password = 'wrong'
    const error = await catchError(connect({ url: wrong.href }).execute('SELECT 1'))
    expect(error.status).toBe(401)
  })
})

describe('PlanetScale runs transactions', () => {
  test('a committed one is seen by others', async () => {
    await client.transaction(async (tx) => {
      await tx.execute(`INSERT INTO ${name} (label) VALUES ('a')`)
      expect(await readLabels()).toEqual([])
      expect((await tx.execute(`SELECT label FROM ${name}`)).rows).toEqual([{ label: 'a' }])
    })
    expect(await readLabels()).toEqual(['a'])
  })

  test('one that throws leaves nothing', async () => {
    const failing = client.transaction(async (tx) => {
      await tx.execute(`INSERT INTO ${name} (label) VALUES ('a')`)
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await readLabels()).toEqual([])
  })

  test('a statement that fails leaves the transaction open', async () => {
    const connection = client.connection()
    await connection.execute('BEGIN')
    await connection.execute(`INSERT INTO ${name} (label) VALUES ('a')`)
    await catchError(connection.execute(`INSERT INTO ${name} (label) VALUES ('a')`))
    await connection.execute('COMMIT')
    expect(await readLabels()).toEqual(['a'])
  })

  test('several at once do not mix', async () => {
    const labels = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const settled = await Promise.allSettled(
      labels.map((label, i) =>
        client.transaction(async (tx) => {
          await tx.execute(`INSERT INTO ${name} (label) VALUES (?)`, [label])
          if (i % 2) throw new Error('rolled back')
        }),
      ),
    )
    expect(settled.map(({ status }) => status === 'fulfilled')).toEqual(labels.map((_, i) => i % 2 === 0))
    expect(await readLabels()).toEqual(['a', 'c', 'e', 'g'])
  })

  test('outside a transaction every statement is committed by itself', async () => {
    const connection = client.connection()
    await connection.execute(`INSERT INTO ${name} (label) VALUES ('a')`)
    await connection.execute('ROLLBACK')
    expect(await readLabels()).toEqual(['a'])
  })

  test('a session that was altered is refused', async () => {
    const connection = client.connection()
    await connection.execute('SELECT 1')
    const session = Reflect.get(connection, 'session')
    session.signature = Buffer.from('forged').toString('base64')
    await catchError(connection.execute('SELECT 1'))
  })

  test('a hundred statements at once are all answered', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => client.execute<{ i: number }>('SELECT ? AS i', [i])),
    )
    expect(answers.map(({ rows }) => Number(rows[0]?.i))).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })
})

describe("drizzle's planetscale-serverless driver", () => {
  const db = drizzle({ client })

  test('inserts, selects and counts', async () => {
    await db.insert(table).values([{ label: 'a' }, { label: 'b' }])
    expect((await db.select().from(table).orderBy(table.label)).map(({ label }) => label)).toEqual(['a', 'b'])
    expect(await db.$count(table)).toBe(2)
  })

  test('runs transactions with savepoints, commit and rollback', async () => {
    await db.transaction(async (tx) => {
      await tx.insert(table).values({ label: 'kept' })
      await tx
        .transaction(async (inner) => {
          await inner.insert(table).values({ label: 'dropped' })
          throw new Error('inner')
        })
        .catch(() => undefined)
    })
    expect(await readLabels()).toEqual(['kept'])
  })
})
