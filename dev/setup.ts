import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { setUpAdministrator } from '#services/accounts/set-up-administrator.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { hashPassword } from '#services/sessions/hash-password.ts'
import { readEnvironment } from './platform/local-environment.ts'
import { LOCAL_DATA_DIR } from './platform/local-variables.ts'

const USAGE = 'Usage: npm run setup -- <email>'
const stores = z.object({ DATABASE_URL: z.string().min(1), NEON_FETCH_ENDPOINT: z.url().optional() })

class UsageError extends Error {}

async function run([email]: string[]): Promise<string> {
  const address = z.email().max(254).safeParse(email)
  if (!address.success) throw new UsageError(USAGE)
  const source = process.env.DATABASE_URL === undefined ? readEnvironment(LOCAL_DATA_DIR) : process.env
  const db = connectPostgres(stores.parse(source))
  const password = randomBytes(15).toString('base64url')
  const passwordHash = await hashPassword(password)
  const made = await setUpAdministrator(db, { email: address.data, passwordHash, now: Date.now() })
  if (made === 'promoted')
    return `${address.data} is the first administrator now, with the password that they have.`
  return `${address.data} is the first administrator. The password, shown this once: ${password}\nChange it after signing in.`
}

try {
  process.stdout.write(`${await run(process.argv.slice(2))}\n`)
} catch (error) {
  const isTaken = error instanceof Refusal && error.code === 'conflict'
  const message = isTaken
    ? 'There is an administrator already: `npm run grant-role` makes others.'
    : error instanceof UsageError
      ? error.message
      : 'The administrator could not be made: is Postgres up and migrated?'
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}
