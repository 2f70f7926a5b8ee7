import { inArray } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { wordFilterRules } from '#schema/postgres/index.ts'
import { connectPostgres, type Postgres } from '#services/connections/postgres.ts'
import { loadRules } from './load-rules.ts'

let db: Postgres
const planted: string[] = []

beforeAll(async () => {
  const { env } = inject('stand')
  await migrate(env)
  db = connectPostgres(env)
})

// Rules of the platform hold for every room, so none may stay behind for other tests.
afterAll(async () => {
  const gone = { deletedAt: new Date() }
  if (planted.length > 0)
    await db.update(wordFilterRules).set(gone).where(inArray(wordFilterRules.id, planted))
})

type Row = typeof wordFilterRules.$inferInsert

async function plant(row: Omit<Row, 'id'>): Promise<string> {
  const id = uuidv7()
  planted.push(id)
  await db.insert(wordFilterRules).values({ id, ...row })
  return id
}

test('a room gets the rules of the platform and its own, and none of another room', async () => {
  const roomId = uuidv7()
  const platform = await plant({ roomId: null, pattern: 'darn', action: 'mask' })
  const own = await plant({ roomId, pattern: 'heck*', action: 'block' })
  const foreign = await plant({ roomId: uuidv7(), pattern: 'dale', action: 'allow' })
  const rules = await loadRules(db, roomId)
  expect(rules).toContainEqual({ id: platform, pattern: 'darn', action: 'mask' })
  expect(rules).toContainEqual({ id: own, pattern: 'heck*', action: 'block' })
  expect(rules.map((rule) => rule.id)).not.toContain(foreign)
})

test('rules that are disabled or deleted do not hold', async () => {
  const roomId = uuidv7()
  const disabled = await plant({ roomId, pattern: 'darn', action: 'mask', enabled: false })
  const deleted = await plant({ roomId, pattern: 'heck', action: 'mask', deletedAt: new Date() })
  const kept = await plant({ roomId, pattern: 'dale', action: 'allow' })
  const ids = (await loadRules(db, roomId)).map((rule) => rule.id)
  expect(ids).toContain(kept)
  expect(ids).not.toContain(disabled)
  expect(ids).not.toContain(deleted)
})

test('a pattern of any text comes back unchanged', async () => {
  const roomId = uuidv7()
  const pattern = `'; DROP TABLE word_filter_rules; -- "*" 禁止 👩‍👩‍👧 \\`
  const id = await plant({ roomId, pattern, action: 'mask' })
  expect(await loadRules(db, roomId)).toContainEqual({ id, pattern, action: 'mask' })
})
