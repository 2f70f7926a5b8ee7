import { connect } from '@planetscale/database'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { findPlanetscaleTarget } from './contract-target.ts'

const { url, faults } = findPlanetscaleTarget(inject('stand'))
const connection = connect({ url })
const local = describe.skipIf(!faults)
const one = { rows: [{ one: '1' }] }

afterEach(async () => {
  await faults?.slow(0)
  await faults?.start()
})

local('PlanetScale with faults (local stand only: a real vendor cannot be stopped)', () => {
  test('while MySQL is stopped a statement fails at once, and works again after the restart', async () => {
    await connection.execute('SELECT 1')
    await faults?.stop()
    const startedAt = performance.now()
    await expect(connection.execute('SELECT 1')).rejects.toMatchObject({ body: { code: 'UNAVAILABLE' } })
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    await faults?.start()
    expect(await connection.execute('SELECT 1 AS one')).toMatchObject(one)
  })

  test('killed in the middle of a statement it answers an error, and works again after the restart', async () => {
    const running = Promise.allSettled([connect({ url }).execute('SELECT SLEEP(30) AS contract_sleep')])
    await untilSleeping()
    await faults?.kill()
    const [outcome] = await running
    expect(outcome).toMatchObject({ status: 'rejected', reason: { body: { code: 'UNAVAILABLE' } } })
    await faults?.start()
    expect(await connection.execute('SELECT 1 AS one')).toMatchObject(one)
  })

  test('a transaction that lost its connection can only be rolled back, and left nothing', async () => {
    await connection.execute('DROP TABLE IF EXISTS contract_kill')
    await connection.execute('CREATE TABLE contract_kill (id int)')
    await connection.execute('INSERT INTO contract_kill VALUES (1)')
    const transaction = connect({ url })
    await transaction.execute('BEGIN')
    await transaction.execute('INSERT INTO contract_kill VALUES (2)')
    await faults?.kill()
    await faults?.start()
    await expect(transaction.execute('COMMIT')).rejects.toThrow(/errno/)
    await transaction.execute('ROLLBACK')
    expect((await connection.execute('SELECT id FROM contract_kill')).rows).toEqual([{ id: 1 }])
    await connection.execute('DROP TABLE contract_kill')
  })

  test('slowed down, an answer takes at least that long', async () => {
    await faults?.slow(300)
    const startedAt = performance.now()
    await connection.execute('SELECT 1')
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(299)
  })
})

async function untilSleeping(): Promise<void> {
  const sleeping = "SELECT 1 FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'"
  for (;;) {
    if ((await connection.execute(sleeping)).size) return
  }
}
