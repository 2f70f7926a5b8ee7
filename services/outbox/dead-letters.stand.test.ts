import { desc, eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import type { Actor } from '#domain/roles/can.ts'
import { tempOutbox } from '#schema/mysql/index.ts'
import { auditEntries } from '#schema/postgres/index.ts'
import { deadLetterList } from '#schema/wire/http/outbox.ts'
import { connectOutbox, type Outbox } from '#services/connections/outbox.ts'
import { connectPostgres, type Postgres } from '#services/connections/postgres.ts'
import { buildRecord } from './build-record.ts'
import { enqueueRecords } from './enqueue-records.ts'
import { listDeadLetters } from './list-dead-letters.ts'
import { requeueDeadLetters } from './requeue-dead-letters.ts'

let outbox: Outbox
let postgres: Postgres
beforeAll(async () => {
  const { env } = inject('stand')
  await migrate(env)
  outbox = connectOutbox(env)
  postgres = connectPostgres(env)
})

const actor = (role: Actor['role']): Actor => ({ userId: uuidv7(), name: 'Ada', role, sessionId: 'session' })
const administrator = actor('administrator')
const SHARD = 900

async function bury(count: number): Promise<string[]> {
  await outbox.delete(tempOutbox).where(eq(tempOutbox.shard, SHARD))
  const records = Array.from({ length: count }, (_, seq) => buildRecord({ seq }))
  await enqueueRecords(outbox, records, SHARD)
  await outbox
    .update(tempOutbox)
    .set({ status: 'dead', attempts: 8, deadLetterReason: 'postgres_22P02' })
    .where(eq(tempOutbox.shard, SHARD))
  const rows = await outbox
    .select()
    .from(tempOutbox)
    .where(eq(tempOutbox.shard, SHARD))
    .orderBy(tempOutbox.id)
  return rows.map((row) => String(row.id))
}

const statuses = async () => {
  const rows = await outbox
    .select()
    .from(tempOutbox)
    .where(eq(tempOutbox.shard, SHARD))
    .orderBy(tempOutbox.id)
  return rows.map((row) => `${row.status} ${row.attempts}`)
}

const lastEntry = async () => {
  const [entry] = await postgres
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.actorId, administrator.userId))
    .orderBy(desc(auditEntries.id))
    .limit(1)
  return entry
}

test('dead letters are listed page by page, and say nothing of what was said', async () => {
  const ids = await bury(5)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await listDeadLetters(outbox, { actor: administrator, cursor, limit: 2 })
    expect(deadLetterList.strict().parse(page)).toEqual(page)
    seen.push(...page.deadLetters.map((letter) => letter.id))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(seen.filter((id) => ids.includes(id))).toEqual(ids)
})

test('a requeue gives the chosen ones a new life and stands in the audit trail', async () => {
  const ids = await bury(3)
  const body = { ids: ids.slice(0, 2) }
  const result = await requeueDeadLetters(
    { outbox, postgres },
    { actor: administrator, body, requestId: 'request-1' },
  )
  expect(result).toEqual({ requeued: 2, shards: [SHARD] })
  expect(await statuses()).toEqual(['queued 0', 'queued 0', 'dead 8'])
  expect(await lastEntry()).toMatchObject({ action: 'outbox.requeue', detail: body, requestId: 'request-1' })
})

test('a row that is not dead is left alone', async () => {
  const ids = await bury(1)
  await outbox.update(tempOutbox).set({ status: 'delivered' }).where(eq(tempOutbox.shard, SHARD))
  const result = await requeueDeadLetters({ outbox, postgres }, { actor: administrator, body: { ids } })
  expect(result).toEqual({ requeued: 0, shards: [] })
  expect(await statuses()).toEqual(['delivered 8'])
})

test('killed between the entry and the change it leaves an entry and a dead letter, and a repetition mends it', async () => {
  const ids = await bury(1)
  const killed = Object.create(outbox, {
    update: {
      value: () => {
        throw new Error('killed')
      },
    },
  }) as Outbox
  const input = { actor: administrator, body: { ids } }
  await expect(requeueDeadLetters({ outbox: killed, postgres }, input)).rejects.toThrow('killed')
  expect((await lastEntry())?.detail).toEqual({ ids })
  expect(await statuses()).toEqual(['dead 8'])
  expect(await requeueDeadLetters({ outbox, postgres }, input)).toMatchObject({ requeued: 1 })
})

test('no entry, no change: without Postgres nothing is requeued', async () => {
  const ids = await bury(1)
  const down = connectPostgres({
    DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:9/none',
    NEON_FETCH_ENDPOINT: 'http://127.0.0.1:9/sql',
  })
  await expect(
    requeueDeadLetters({ outbox, postgres: down }, { actor: administrator, body: { ids } }),
  ).rejects.toThrow()
  connectPostgres(inject('stand').env)
  expect(await statuses()).toEqual(['dead 8'])
})

test.each(['guest', 'member', 'paid-member', 'moderator'] as const)(
  'a %s neither sees nor requeues dead letters',
  async (role) => {
    const ids = await bury(1)
    const refused = { code: 'forbidden' }
    await expect(listDeadLetters(outbox, { actor: actor(role), limit: 10 })).rejects.toMatchObject(refused)
    await expect(
      requeueDeadLetters({ outbox, postgres }, { actor: actor(role), body: { ids } }),
    ).rejects.toMatchObject(refused)
    expect(await statuses()).toEqual(['dead 8'])
  },
)

test.each([{}, { ids: [] }, { ids: ["1' or 1=1"] }, { ids: [1] }, { ids: ['1'], all: true }, null])(
  'a malformed wish is refused: %j',
  async (body) => {
    await expect(
      requeueDeadLetters({ outbox, postgres }, { actor: administrator, body }),
    ).rejects.toMatchObject({
      code: 'malformed',
    })
  },
)

test('a cursor that is none of ours is refused', async () => {
  await expect(
    listDeadLetters(outbox, { actor: administrator, cursor: '1 or 1=1', limit: 10 }),
  ).rejects.toMatchObject({ code: 'malformed' })
})
