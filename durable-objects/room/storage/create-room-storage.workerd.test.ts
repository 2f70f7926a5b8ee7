import { env, runInDurableObject } from 'cloudflare:test'
import { createObjectDriver } from '../platform/create-object-driver.ts'
import { testRoomStorage } from './contract-suite.ts'
import type { SqlDriver } from './sql-driver.ts'

const TABLES = [
  'room',
  'pages',
  'revisions',
  'members',
  'content_keys',
  'tickets',
  'reactions',
  'pins',
  'threads',
  'cursors',
  'invitations',
  'documents',
  'schema_version',
]

function dropAll(sql: SqlDriver): void {
  for (const table of TABLES) sql.all(`DROP TABLE IF EXISTS ${table}`)
}

testRoomStorage((run) =>
  runInDurableObject(env.ROOM.getByName(crypto.randomUUID()), (_object, { storage }) => {
    const sql = createObjectDriver(storage)
    dropAll(sql)
    run(sql)
  }),
)
