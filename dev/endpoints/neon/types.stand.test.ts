import { neon } from '@neondatabase/serverless'
import { describe, expect, inject, test } from 'vitest'
import { pointDriverAtNeon } from './contract-target.ts'

const { url } = pointDriverAtNeon(inject('stand'))
const sql = neon(url)

async function selectValue(expression: string, params: unknown[] = []): Promise<unknown> {
  const [row] = await sql.query(`SELECT ${expression} AS value`, params)
  return row?.value
}

describe('Neon over HTTP keeps values', () => {
  test('bytea comes back as the bytes that were sent', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
    const value = await selectValue('$1::bytea', [Buffer.from(bytes)])
    expect(new Uint8Array(value as Uint8Array)).toEqual(bytes)
    expect(await selectValue("''::bytea")).toHaveLength(0)
  })

  test('bigint beyond 2^53 keeps every digit', async () => {
    expect(await selectValue('$1::bigint', ['9223372036854775807'])).toBe('9223372036854775807')
    expect(await selectValue('$1::bigint', [-(2n ** 63n)])).toBe('-9223372036854775808')
  })

  test('numeric keeps every digit and its scale', async () => {
    const value = '12345678901234567890.12345678900'
    expect(await selectValue('$1::numeric', [value])).toBe(value)
  })

  test('arrays of numbers, texts with quotes, and NULL', async () => {
    expect(await selectValue('ARRAY[1, NULL, 3]::int[]')).toEqual([1, null, 3])
    const texts = ['a,b', '"quoted"', '{brace}', 'back\\slash', '', 'NULL', 'ünïcode 🎉']
    expect(await selectValue('$1::text[]', [texts])).toEqual(texts)
    expect(await selectValue('$1::bigint[]', [['1', '9223372036854775807']])).toEqual([
      '1',
      '9223372036854775807',
    ])
  })

  test('an array of bytea can be unnested into rows', async () => {
    const bodies = [Buffer.from([0, 1, 255]), Buffer.from('text')]
    const hex = bodies.map((body) => `\\x${body.toString('hex')}`)
    const rows = await sql.query('SELECT body FROM unnest($1::bytea[]) AS t(body)', [hex])
    expect(rows.map(({ body }) => Buffer.from(body))).toEqual(bodies)
  })

  test('json and jsonb are parsed, with NULL and nested values', async () => {
    const document = { text: 'ünïcode "🎉"', list: [1, null, { deep: true }], none: null }
    expect(await selectValue('$1::jsonb', [JSON.stringify(document)])).toEqual(document)
    expect(await selectValue('$1::json', [document])).toEqual(document)
    expect(await selectValue("'null'::jsonb")).toBeNull()
  })

  test('NULL is null for every type', async () => {
    const columns = ['bytea', 'bigint', 'numeric', 'text[]', 'jsonb', 'timestamptz', 'uuid', 'boolean']
    const list = columns.map((type, i) => `NULL::${type} AS c${i}`).join(', ')
    const [row] = await sql.query(`SELECT ${list}`)
    expect(Object.values(row ?? {})).toEqual(columns.map(() => null))
    expect(await selectValue('$1::text', [null])).toBeNull()
  })

  test('timestamps keep their instant to the millisecond, and their text to the microsecond', async () => {
    const instant = new Date('2026-11-22T21:43:05.123Z')
    expect(await selectValue('$1::timestamptz', [instant.toISOString()])).toEqual(instant)
    expect(await selectValue('$1::timestamptz::text', ['2026-11-22T21:43:05.123456Z'])).toBe(
      '2026-11-22 21:43:05.123456+00',
    )
  })

  test('booleans, floats, dates, uuids and empty text', async () => {
    expect(await selectValue('true')).toBe(true)
    expect(await selectValue('$1::boolean', [false])).toBe(false)
    expect(await selectValue('1.5::float8')).toBe(1.5)
    expect(await selectValue("'NaN'::float8")).toBeNaN()
    expect(await selectValue('$1::date::text', ['2026-02-28'])).toBe('2026-02-28')
    const id = '01939c5e-7b1a-7c1e-8f00-0123456789ab'
    expect(await selectValue('$1::uuid', [id])).toBe(id)
    expect(await selectValue("''::text")).toBe('')
  })

  test('rows come as arrays or objects, with the fields, the command and the count', async () => {
    const asArrays = neon(url, { arrayMode: true, fullResults: true })
    const result = await asArrays.query('SELECT 1::int4 AS one, $1::text AS two', ['zwei'])
    expect(result).toMatchObject({ rows: [[1, 'zwei']], command: 'SELECT', rowCount: 1, rowAsArray: true })
    expect(result.fields).toMatchObject([
      { name: 'one', dataTypeID: 23, format: 'text' },
      { name: 'two', dataTypeID: 25, format: 'text' },
    ])
    expect(await sql`SELECT 1::int4 AS one`).toEqual([{ one: 1 }])
  })

  test('a thousand rows of a kilobyte each arrive whole and in order', async () => {
    const rows =
      await sql`SELECT i, repeat('x', 1024) AS body FROM generate_series(1, 1000) AS s(i) ORDER BY i`
    expect(rows).toHaveLength(1000)
    expect(rows.every(({ i, body }, at) => i === at + 1 && body.length === 1024)).toBe(true)
  })
})
