import { eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { receipts } from '#schema/postgres/index.ts'
import { connectPostgres, type Postgres } from '#services/connections/postgres.ts'
import { saveReceipts } from './save-receipts.ts'

let db: Postgres
beforeAll(async () => {
  const { env } = inject('stand')
  await migrate(env)
  db = connectPostgres(env)
})

test('receipts move forwards only, however often and late they are told', async () => {
  const [roomId, ada, bea] = [uuidv7(), uuidv7(), uuidv7()]
  const build = (userId: string, deliveredSeq: number, readSeq: number) => {
    const readAt = readSeq === 0 ? null : 1_790_000_000_000 + readSeq
    return { userId, epoch: 1, deliveredSeq, readSeq, readAt }
  }
  await saveReceipts(db, roomId, [build(ada, 7, 5), build(bea, 3, 0)])
  await saveReceipts(db, roomId, [build(ada, 9, 4)])
  await saveReceipts(db, roomId, [build(ada, 7, 5), build(bea, 3, 0)])
  const rows = await db.select().from(receipts).where(eq(receipts.roomId, roomId))
  const found = new Map(rows.map((row) => [row.userId, row]))
  expect(found.get(ada)).toMatchObject({ deliveredSeq: 9, readSeq: 5, readAt: new Date(1_790_000_000_005) })
  expect(found.get(bea)).toMatchObject({ deliveredSeq: 3, readSeq: 0, readAt: null })
})
