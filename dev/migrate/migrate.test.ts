import { expect, test } from 'vitest'
import { migrate } from '../migrate.ts'

test('a Postgres that nobody answers for is named with a hint and no address', async () => {
  const dead = { DATABASE_URL: 'postgres://u:p@127.0.0.1:9/none', OUTBOX_URL: 'http://u:p@127.0.0.1:9' }
  expect(await migrate(dead).catch(String)).toBe(
    'MigrationError: Postgres could not be migrated: is it running, and is the address right?',
  )
})
