import { platformRole } from '#schema/wire/http/me.ts'
import { Circuit } from '#services/connections/circuit.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { connectRedis } from '#services/connections/redis.ts'
import { createSessionCache } from '#services/sessions/session-cache.ts'
import { grantRole } from '#services/users/grant-role.ts'
import { readStores, UsageError } from './platform/read-stores.ts'

const USAGE = 'Usage: npm run grant-role -- <email> <guest|member|paid-member|moderator|administrator>'

async function run([email, role]: string[]): Promise<string> {
  const parsed = platformRole.safeParse(role)
  if (!email || !parsed.success) throw new UsageError(USAGE)
  const environment = readStores()
  const cache = createSessionCache(connectRedis(environment), new Circuit(0))
  const granted = await grantRole({ db: connectPostgres(environment), cache }, { email, role: parsed.data })
  if (!granted) throw new UsageError('Nobody has signed up with that e-mail address.')
  return `${email} is ${parsed.data} now, and was ${granted.formerRole}.`
}

try {
  process.stdout.write(`${await run(process.argv.slice(2))}\n`)
} catch (error) {
  const message =
    error instanceof UsageError ? error.message : 'The role could not be granted: is Postgres up?'
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}
