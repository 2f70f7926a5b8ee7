import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const credentials = z.object({
  postgresPassword: z.string().min(1),
  mysqlPassword: z.string().min(1),
  redisPassword: z.string().min(1),
  upstashToken: z.string().min(1),
})

export type Credentials = z.infer<typeof credentials>

/** Hexadecimal, so that it stands unescaped in a URL, in SQL and in Redis's configuration. */
const secret = () => randomBytes(24).toString('hex')

/** Random for each data folder, made at its first start and readable by this user only. */
export function readOrCreateCredentials(dataDir: string): Credentials {
  const file = join(dataDir, 'credentials.json')
  if (existsSync(file)) return credentials.parse(JSON.parse(readFileSync(file, 'utf8')))
  const created: Credentials = {
    postgresPassword: secret(),
    mysqlPassword: secret(),
    redisPassword: secret(),
    upstashToken: secret(),
  }
  writeFileSync(file, JSON.stringify(created, null, 2), { mode: 0o600 })
  return created
}
