import { z } from 'zod'
import { Circuit } from '#services/connections/circuit.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { connectRedis } from '#services/connections/redis.ts'
import { deleteAccount } from '#services/erasure/delete-account.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { createSessionCache } from '#services/sessions/session-cache.ts'
import { readStores, UsageError } from './platform/read-stores.ts'

const REFUSED: Readonly<Record<string, string>> = {
  not_found: 'There is nobody of that id, or they are deleted already.',
  conflict: 'That is the last administrator: make somebody else one first.',
}

async function run([id]: string[]): Promise<string> {
  const userId = z.uuid().safeParse(id)
  if (!userId.success) throw new UsageError('Usage: npm run erase -- <userId>')
  const environment = readStores()
  const db = connectPostgres(environment)
  const cache = createSessionCache(connectRedis(environment), new Circuit(0))
  await deleteAccount({ db, cache }, { userId: userId.data, actorId: null, now: Date.now() })
  return 'The account is deleted. The sweeper clears the rooms, within minutes; the audit trail tells of each.'
}

try {
  process.stdout.write(`${await run(process.argv.slice(2))}\n`)
} catch (error) {
  const refusal = error instanceof Refusal ? REFUSED[error.code] : undefined
  const usage = error instanceof UsageError ? error.message : undefined
  process.stderr.write(`${refusal ?? usage ?? 'The account could not be deleted: is Postgres up?'}\n`)
  process.exitCode = 1
}
