import type { DBAdapter, DBTransactionAdapter, Where } from '@better-auth/core/db/adapter'
import { drizzleAdapter } from '@better-auth/drizzle-adapter'
import type { BetterAuthOptions } from 'better-auth'
import { uuidv7 } from 'uuidv7'
import * as schema from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

const TABLES = { user: schema.users, account: schema.accounts, session: schema.sessions } as const

const isKnownModel = (model: string): model is keyof typeof TABLES => Object.hasOwn(TABLES, model)

const standing: Where = { field: 'deletedAt', value: null }

/** The session library's view of Postgres: it deletes by marking, sees no marked row, and signs people up atomically. */
export function createRowKeepingAdapter(db: Postgres) {
  return (options: BetterAuthOptions): DBAdapter => {
    const adapter = drizzleAdapter(db, { provider: 'pg', usePlural: true, schema })(options)
    const keeping: DBAdapter = {
      ...adapter,
      findOne: (query) => adapter.findOne({ ...query, where: [...query.where, standing] }),
      findMany: (query) => adapter.findMany({ ...query, where: [...(query.where ?? []), standing] }),
      count: (query) => adapter.count({ ...query, where: [...(query.where ?? []), standing] }),
      delete: async ({ model, where }) => {
        await adapter.updateMany({ model, where, update: { deletedAt: new Date() } })
      },
      deleteMany: ({ model, where }) =>
        adapter.updateMany({ model, where, update: { deletedAt: new Date() } }),
      consumeOne: () => Promise.reject(new Error('Nothing here is consumed by deleting it.')),
      transaction: async (callback) => {
        const writes: Write[] = []
        const result = await callback(bufferCreations(keeping, db, writes))
        const [first, ...rest] = writes
        if (first) await db.batch([first, ...rest])
        return result
      },
    }
    return keeping
  }
}

type Write = ReturnType<typeof insertRow>

const insertRow = (db: Postgres, model: keyof typeof TABLES, row: Record<string, unknown>) =>
  db.insert(TABLES[model]).values(row as never)

/** HTTP carries no open transaction, so what one creates is kept and written in one atomic batch at its end. */
function bufferCreations(adapter: DBAdapter, db: Postgres, writes: Write[]): DBTransactionAdapter {
  return {
    ...adapter,
    create: async ({ model, data }) => {
      if (!isKnownModel(model)) throw new Error(`No ${model} is created in a transaction.`)
      const row = { id: uuidv7(), ...data }
      writes.push(insertRow(db, model, row))
      return row as never
    },
  }
}
