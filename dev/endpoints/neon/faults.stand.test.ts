import { Client, neon, Pool } from '@neondatabase/serverless'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { pointDriverAtNeon } from './contract-target.ts'

const { url, faults } = pointDriverAtNeon(inject('stand'))
const sql = neon(url)
const local = describe.skipIf(!faults)

afterEach(async () => {
  await faults?.slow(0)
  await faults?.start()
})

local('Neon with faults (local stand only: a real vendor cannot be stopped)', () => {
  test('while Postgres is stopped a query fails at once, and works again after the restart', async () => {
    await sql`SELECT 1`
    await faults?.stop()
    const startedAt = performance.now()
    await expect(sql`SELECT 1`).rejects.toThrow(/HTTP status 500/)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    await faults?.start()
    expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }])
  })

  test('killed in the middle of a statement it answers an error, and works again after the restart', async () => {
    const running = Promise.allSettled([sql`SELECT pg_sleep(30)`])
    await untilSleeping()
    await faults?.kill()
    const [outcome] = await running
    expect(outcome?.status).toBe('rejected')
    await faults?.start()
    expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }])
  })

  test('what was committed before a kill is there after the restart, what was not is gone', async () => {
    await sql`DROP TABLE IF EXISTS contract_kill`
    await sql`CREATE TABLE contract_kill (id int)`
    await sql`INSERT INTO contract_kill VALUES (1)`
    const client = new Client(url)
    client.on('error', () => undefined)
    await client.connect()
    await client.query('BEGIN')
    await client.query('INSERT INTO contract_kill VALUES (2)')
    await faults?.kill()
    await faults?.start()
    expect(await sql`SELECT id FROM contract_kill`).toEqual([{ id: 1 }])
    await sql`DROP TABLE contract_kill`
  })

  test('over a WebSocket a stopped Postgres is told as an error, and a kill ends the connection', async () => {
    const client = new Client(url)
    const ended = new Promise((resolve) => client.on('error', resolve))
    await client.connect()
    await faults?.kill()
    expect(await ended).toBeInstanceOf(Error)
    const pool = new Pool({ connectionString: url })
    pool.on('error', () => undefined)
    await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: '08006' })
    await pool.end()
  })

  test('slowed down, an answer takes at least that long', async () => {
    await faults?.slow(300)
    const startedAt = performance.now()
    await sql`SELECT 1`
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(299)
  })
})

async function untilSleeping(): Promise<void> {
  for (;;) {
    const rows = await sql`SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'`
    if (rows.length) return
  }
}
