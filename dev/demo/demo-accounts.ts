import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { platformRole } from '#schema/wire/http/me.ts'

const DEMO_FILE = 'demo.json'

const demoAccounts = z.array(
  z.object({
    name: z.string(),
    role: platformRole,
    email: z.string(),
    password: z.string(),
    isMade: z.boolean().default(true),
  }),
)
export type DemoAccount = z.infer<typeof demoAccounts>[number]

const PEOPLE = [
  { name: 'Ada', role: 'administrator' },
  { name: 'Mo', role: 'moderator' },
  { name: 'Bea', role: 'member' },
  { name: 'Cem', role: 'member' },
] as const

/** The demo people of this data folder, with passwords of its own; those not signed up yet are not `isMade`. */
export function readOrInventAccounts(dataDir: string): DemoAccount[] {
  const file = join(dataDir, DEMO_FILE)
  if (existsSync(file)) return demoAccounts.parse(JSON.parse(readFileSync(file, 'utf8')))
  const accounts = PEOPLE.map(({ name, role }) => ({
    name,
    role,
    email: `${name.toLowerCase()}@demo.example`,
    password: randomBytes(12).toString('base64url'),
    isMade: false,
  }))
  keepAccounts(dataDir, accounts)
  return accounts
}

export function keepAccounts(dataDir: string, accounts: readonly DemoAccount[]): void {
  writeFileSync(join(dataDir, DEMO_FILE), JSON.stringify(accounts, null, 2), { mode: 0o600 })
}
