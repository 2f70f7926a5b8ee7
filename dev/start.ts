import { join, resolve } from 'node:path'
import { parseEnvironment } from '#services/environment/parse-environment.ts'
import { createDemo } from './demo/create-demo.ts'
import { migrate } from './migrate.ts'
import { buildWeb } from './platform/build-web.ts'
import { bundleWorker } from './platform/bundle-worker.ts'
import { readOrCreateSecrets, writeEnvironment } from './platform/local-environment.ts'
import { LOCAL_DATA_DIR, LOCAL_PORT, LOCAL_VARIABLES, originVariables } from './platform/local-variables.ts'
import { startPlatform } from './platform/start-platform.ts'
import { startControl } from './stand/control.ts'
import { startStand } from './stand/start-stand.ts'

const startedAt = performance.now()
const say = (line: string) => process.stdout.write(`${line}\n`)
const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`

const dataDir = resolve(LOCAL_DATA_DIR)
const stopping: (() => Promise<void>)[] = []

async function stopAll(): Promise<void> {
  for (const stop of stopping.splice(0).reverse()) await stop().catch(() => undefined)
}

async function start(): Promise<void> {
  say('Starting Postgres, MariaDB and Redis, building the page and the Worker …')
  const [stand, scriptPath] = await Promise.all([
    startStand({ dataDir, ports: 'default', durable: true, log: say }),
    bundleWorker(join(dataDir, 'bundle')),
    buildWeb(),
  ])
  stopping.push(() => stand.stop())
  await migrate(stand.env)

  const variables = {
    ...LOCAL_VARIABLES,
    SIGN_UP: 'verified',
    ...originVariables(LOCAL_PORT),
    ...stand.env,
    ...readOrCreateSecrets(dataDir),
  }
  parseEnvironment(variables)
  const platform = await startPlatform({
    scriptPath,
    variables,
    port: LOCAL_PORT,
    persistDir: join(dataDir, 'objects'),
    log: say,
  })
  stopping.push(() => platform.stop())
  writeEnvironment(dataDir, variables)

  const control = await startControl({ dataDir, stand })
  stopping.push(() => control.stop())
  control.register('platform', { kill: platform.killWorkerd, start: platform.start })

  const accounts = await createDemo({ dataDir, origin: platform.origin, stores: stand.env })
  say('')
  say(`Sentinel Chat is ready on ${platform.origin} after ${elapsed()}. Stop it with Ctrl-C.`)
  for (const { email, password, role } of accounts) say(`  ${role.padEnd(13)} ${email}  ${password}`)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stopAll().then(() => process.exit(0)))
}

try {
  await start()
} catch (error) {
  say(error instanceof Error ? error.message : 'The local platform did not start.')
  await stopAll()
  process.exit(1)
}
