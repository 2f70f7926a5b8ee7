import { createClient } from '#sdk/create-client.ts'
import { createAccount } from '#services/accounts/create-account.ts'
import { Circuit } from '#services/connections/circuit.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { connectRedis } from '#services/connections/redis.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { hashPassword } from '#services/sessions/hash-password.ts'
import { createSessionCache } from '#services/sessions/session-cache.ts'
import { grantRole } from '#services/users/grant-role.ts'
import { type DemoAccount, keepAccounts, readOrInventAccounts } from './demo-accounts.ts'

type Stores = Parameters<typeof connectPostgres>[0] & Parameters<typeof connectRedis>[0]

export type DemoOptions = { dataDir: string; origin: string; stores: Stores }

/** Demo people and a lobby on a fresh data folder; what was made before is left as it stands. */
export async function createDemo({ dataDir, origin, stores }: DemoOptions): Promise<readonly DemoAccount[]> {
  const accounts = readOrInventAccounts(dataDir)
  const db = connectPostgres(stores)
  const cache = createSessionCache(connectRedis(stores), new Circuit(0))
  for (const account of accounts.filter(({ isMade }) => !isMade)) {
    const { name, email, password, role } = account
    const client = createClient({ origin, credentials: { kind: 'bearer' } })
    const passwordHash = await hashPassword(password)
    const now = Date.now()
    await createAccount(db, { name, email, passwordHash, isVerified: true, now }).catch((error: unknown) => {
      // A start that was broken off may have made them already.
      if (!(error instanceof Refusal && error.code === 'conflict')) throw error
    })
    await client.accounts.signIn({ email, password })
    if (role === 'administrator') await client.rooms.create({ name: 'Lobby', visibility: 'public' })
    if (role !== 'member') await grantRole({ db, cache }, { email, role })
    account.isMade = true
    keepAccounts(dataDir, accounts)
  }
  return accounts
}
