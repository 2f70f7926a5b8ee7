import { z } from 'zod'
import { platformRole } from '#schema/wire/http/me.ts'
import { Circuit } from '#services/connections/circuit.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { connectRedis } from '#services/connections/redis.ts'
import { createSessionCache } from '#services/sessions/session-cache.ts'
import { grantRole } from '#services/users/grant-role.ts'
import { readEnvironment } from './platform/local-environment.ts'
import { LOCAL_DATA_DIR } from './platform/local-variables.ts'

const USAGE = 'Usage: npm run grant-role -- <email> <guest|member|paid-member|moderator|administrator>'

const stores = z.object({
  DATABASE_URL: z.string().min(1),
  NEON_FETCH_ENDPOINT: z.url().optional(),
  UPSTASH_REDIS_REST_URL: z.url(),
  UPSTASH_REDIS_REST_TOKEN: z.string().min(1),
})

class UsageError extends Error {}

/** The databases named in the environment, else those of the local platform. */
function readStores(): z.infer<typeof stores> {
  const source = process.env.DATABASE_URL === undefined ? readLocalEnvironment() : process.env
  const parsed = stores.safeParse(source)
  if (parsed.success) return parsed.data
  throw new UsageError(`${String(parsed.error.issues[0]?.path[0])} is missing or malformed.`)
}

function readLocalEnvironment(): Record<string, string> {
  try {
    return readEnvironment(LOCAL_DATA_DIR)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'There is no local platform.')
  }
}

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
