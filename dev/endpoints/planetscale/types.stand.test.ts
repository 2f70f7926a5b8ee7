import { randomBytes } from 'node:crypto'
import { connect } from '@planetscale/database'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { findPlanetscaleTarget } from './contract-target.ts'

const { url } = findPlanetscaleTarget(inject('stand'))
const connection = connect({ url })
const name = `contract_${randomBytes(6).toString('hex')}`

const COLUMNS = {
  big: 'bigint',
  unsigned_big: 'bigint unsigned',
  small: 'smallint',
  tiny: 'tinyint',
  price: 'decimal(30,10)',
  ratio: 'double',
  label: 'varchar(255)',
  note: 'text',
  raw: 'varbinary(300)',
  body: 'mediumblob',
  document: 'json',
  at: 'datetime(3)',
  stamp: 'timestamp(6) NULL',
  day: 'date',
  clock: 'time(3)',
  era: 'year',
  state: "enum('queued','leased','dead')",
}

beforeAll(async () => {
  const columns = Object.entries(COLUMNS).map(([column, type]) => `${column} ${type}`)
  await connection.execute(`CREATE TABLE ${name} (id int PRIMARY KEY AUTO_INCREMENT, ${columns.join(', ')})`)
})
afterAll(async () => {
  await connection.execute(`DROP TABLE IF EXISTS ${name}`)
})

/** Writes one value and reads it back, with the type that its column is said to have. */
async function roundTrip(column: keyof typeof COLUMNS, value: unknown) {
  const { insertId } = await connection.execute(`INSERT INTO ${name} (${column}) VALUES (?)`, [value])
  const { rows, fields } = await connection.execute<Record<string, unknown>>(
    `SELECT ${column} FROM ${name} WHERE id = ?`,
    [insertId],
  )
  return { value: rows[0]?.[column], type: fields[0]?.type }
}

describe('PlanetScale keeps values', () => {
  test('bigint beyond 2^53 keeps every digit', async () => {
    expect(await roundTrip('big', '-9223372036854775808')).toEqual({
      value: '-9223372036854775808',
      type: 'INT64',
    })
    expect(await roundTrip('unsigned_big', '18446744073709551615')).toEqual({
      value: '18446744073709551615',
      type: 'UINT64',
    })
  })

  test('smaller integers and floats are numbers, decimals keep their digits', async () => {
    expect(await roundTrip('small', -32_768)).toEqual({ value: -32_768, type: 'INT16' })
    expect(await roundTrip('tiny', true)).toEqual({ value: 1, type: 'INT8' })
    expect(await roundTrip('ratio', 1.25)).toEqual({ value: 1.25, type: 'FLOAT64' })
    expect(await roundTrip('price', '12345678901234567890.0123456789')).toEqual({
      value: '12345678901234567890.0123456789',
      type: 'DECIMAL',
    })
    expect(await roundTrip('era', 2026)).toEqual({ value: 2026, type: 'YEAR' })
  })

  test('every byte of a binary value comes back', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
    expect(await roundTrip('raw', bytes)).toEqual({ value: bytes, type: 'VARBINARY' })
    expect(await roundTrip('body', bytes)).toEqual({ value: bytes, type: 'BLOB' })
    expect(await roundTrip('body', new Uint8Array())).toEqual({ value: new Uint8Array(), type: 'BLOB' })
  })

  test('texts keep quotes, backslashes, line ends and emoji', async () => {
    const text = `it's "quoted" \\ \n\r\t \x1a % _ ünïcode 🎉 ''; DROP TABLE x; --`
    expect(await roundTrip('label', text)).toEqual({ value: text, type: 'VARCHAR' })
    expect(await roundTrip('note', text)).toEqual({ value: text, type: 'TEXT' })
    expect(await roundTrip('label', '')).toEqual({ value: '', type: 'VARCHAR' })
  })

  test('JSON is parsed', async () => {
    const document = { text: 'ünïcode "🎉"', list: [1, null, { deep: true }], none: null }
    expect(await roundTrip('document', JSON.stringify(document))).toEqual({ value: document, type: 'JSON' })
  })

  test('dates and times keep their text and precision', async () => {
    const at = '2026-11-22 21:43:05.123'
    expect(await roundTrip('at', at)).toEqual({ value: at, type: 'DATETIME' })
    expect(await roundTrip('stamp', `${at}456`)).toEqual({ value: `${at}456`, type: 'TIMESTAMP' })
    expect(await roundTrip('day', '2026-02-28')).toEqual({ value: '2026-02-28', type: 'DATE' })
    expect(await roundTrip('clock', '21:43:05.123')).toEqual({ value: '21:43:05.123', type: 'TIME' })
  })

  test('an enumeration is a text', async () => {
    expect(await roundTrip('state', 'leased')).toEqual({ value: 'leased', type: 'ENUM' })
  })

  test.each(Object.keys(COLUMNS) as (keyof typeof COLUMNS)[])(
    'NULL in a column of %s is null',
    async (column) => {
      expect(await roundTrip(column, null)).toMatchObject({ value: null })
    },
  )

  test('values without a table have types too', async () => {
    const { rows, types } = await connection.execute(
      "SELECT 1 AS one, 'a' AS a, NULL AS nothing, 1.5 AS half",
    )
    expect(rows).toEqual([{ one: '1', a: 'a', nothing: null, half: '1.5' }])
    expect(types).toMatchObject({ one: 'INT64', a: 'VARCHAR', half: 'DECIMAL' })
  })

  test('rows also come as arrays', async () => {
    const { rows } = await connection.execute("SELECT 'a' AS x, 'b' AS x", null, { as: 'array' })
    expect(rows).toEqual([['a', 'b']])
  })

  test('the clock is UTC', async () => {
    const { rows } = await connection.execute<{ at: string }>('SELECT NOW(3) AS at')
    const at = Date.parse(`${rows[0]?.at.replace(' ', 'T')}Z`)
    expect(Math.abs(at - Date.now())).toBeLessThan(60_000)
  })

  test('a thousand rows of a kilobyte each arrive whole and in order', async () => {
    const bodies = Array.from({ length: 1000 }, () => randomBytes(1024))
    const places = bodies.map(() => '(?, ?)').join(', ')
    const written = await connection.execute(
      `INSERT INTO ${name} (small, body) VALUES ${places}`,
      bodies.flatMap((body, i) => [i, new Uint8Array(body)]),
    )
    expect(written.rowsAffected).toBe(1000)
    const { rows } = await connection.execute<{ body: Uint8Array }>(
      `SELECT body FROM ${name} WHERE id >= ? ORDER BY id`,
      [written.insertId],
    )
    expect(rows.map(({ body }) => Buffer.from(body).toString('hex'))).toEqual(
      bodies.map((body) => body.toString('hex')),
    )
  })
})
