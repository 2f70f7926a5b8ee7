import { createClient } from '#sdk/create-client.ts'
import { Circuit } from '#services/connections/circuit.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { connectRedis } from '#services/connections/redis.ts'
import { createSessionCache } from '#services/sessions/session-cache.ts'
import { grantRole } from '#services/users/grant-role.ts'
import { type DemoAccount, keepAccounts, readOrInventAccounts } from './demo-accounts.ts'

type Stores = Parameters<typeof connectPostgres>[0] & Parameters<typeof connectRedis>[0]

export type DemoOptions = { dataDir: string; origin: string; stores: Stores }

/** Demo people and a lobby on a fresh data folder; what was made before is left as it stands. */
export async function createDemo({ dataDir, origin, stores }: DemoOptions): Promise<readonly DemoAccount[]> {
  const { accounts, isNew } = readOrInventAccounts(dataDir)
  if (!isNew) return accounts
  const redis = connectRedis(stores)
  const db = connectPostgres(stores)
  const cache = createSessionCache(redis, new Circuit(0))
  for (const { name, email, password, role } of accounts) {
    const client = createClient({ origin, credentials: { kind: 'bearer' } })
    await client.accounts.signUp({ name, email, password })
    if (role === 'administrator') await client.rooms.create({ name: 'Lobby', visibility: 'public' })
    if (role !== 'member') await grantRole({ db, cache }, { email, role, actorId: null })
  }
  keepAccounts(dataDir, accounts)
  return accounts
}
