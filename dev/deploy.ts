import { spawnSync } from 'node:child_process'
import { z } from 'zod'
import { SECRET_NAMES } from '#services/environment/parse-environment.ts'
import { MigrationError, migrate } from './migrate.ts'

const variables = z.object({ DATABASE_URL: z.string().min(1), OUTBOX_URL: z.string().min(1) })
const secretList = z.array(z.object({ name: z.string() }))

class DeployError extends Error {}

function requireSecrets(): void {
  const { stdout, status } = spawnSync(
    'wrangler',
    ['secret', 'list', '--env', 'production', '--format', 'json'],
    { encoding: 'utf8', stdio: ['inherit', 'pipe', 'inherit'] },
  )
  if (status !== 0)
    throw new DeployError(
      'The secrets could not be listed: sign in with `wrangler login`, and set one first.',
    )
  const present = new Set(secretList.parse(JSON.parse(stdout)).map((secret) => secret.name))
  const missing = SECRET_NAMES.filter((name) => !present.has(name))
  if (missing.length === 0) return
  throw new DeployError(
    `Set the missing secrets with \`wrangler secret put <name> --env production\`: ${missing.join(', ')}.`,
  )
}

const deployWorker = (...options: string[]) =>
  spawnSync('wrangler', ['deploy', '--env', 'production', ...options], { stdio: 'inherit' }).status

async function deploy(): Promise<void> {
  const target = variables.safeParse(process.env)
  if (!target.success) {
    const name = String(target.error.issues[0]?.path[0])
    throw new DeployError(`${name} must be in the environment, so that the migrations can run.`)
  }
  requireSecrets()
  if (deployWorker('--dry-run') !== 0)
    throw new DeployError('The Worker could not be built: nothing was changed.')
  // Tables before code: each migration keeps the version that still runs working.
  await migrate(target.data)
  if (deployWorker() !== 0) throw new DeployError('wrangler did not deploy; the migrations stand.')
}

try {
  await deploy()
} catch (error) {
  const isPlain = error instanceof DeployError || error instanceof MigrationError
  process.stderr.write(`${isPlain ? error.message : 'The deploy failed.'}\n`)
  process.exit(1)
}
