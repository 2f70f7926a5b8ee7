import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const SECRETS_FILE = 'secrets.json'
const ENVIRONMENT_FILE = 'environment.json'

const secrets = z.object({
  AUTH_SECRET: z.string(),
  TICKET_SECRET: z.string(),
  MASTER_KEYS: z.string(),
  SERVICE_SECRETS: z.string(),
})
const environment = z.record(z.string(), z.string())

const key = () => randomBytes(32).toString('base64')

/** The local platform's own secrets: made at the first start and kept beside its data, which they encrypt. */
export function readOrCreateSecrets(dataDir: string): Record<string, string> {
  const file = join(dataDir, SECRETS_FILE)
  const kept: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const known = secrets.partial().parse(kept)
  const created = secrets.parse({
    AUTH_SECRET: key(),
    TICKET_SECRET: key(),
    MASTER_KEYS: `1:${key()}`,
    SERVICE_SECRETS: key(),
    ...known,
  })
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(file, JSON.stringify(created, null, 2), { mode: 0o600 })
  return created
}

/** Leaves the running platform's variables where the local tools find them, readable by this user only. */
export function writeEnvironment(dataDir: string, variables: Record<string, string>): void {
  writeFileSync(join(dataDir, ENVIRONMENT_FILE), JSON.stringify(variables, null, 2), { mode: 0o600 })
}

/**
 * The variables of the platform that `npm run dev` runs, or last ran, on this data folder.
 * @throws Error when none ever ran there.
 */
export function readEnvironment(dataDir: string): Record<string, string> {
  const file = join(dataDir, ENVIRONMENT_FILE)
  if (!existsSync(file)) throw new Error('No local platform has run here yet: start one with `npm run dev`.')
  return environment.parse(JSON.parse(readFileSync(file, 'utf8')))
}
