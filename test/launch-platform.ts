import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LOCAL_VARIABLES, originVariables } from '#dev/platform/local-variables.ts'
import { type Platform, startPlatform } from '#dev/platform/start-platform.ts'
import type { StandEnv } from '#dev/stand/start-stand.ts'

export type TestPlatform = Platform & {
  /** The variables and secrets it runs with. */
  variables: Record<string, string>
  /** Where the objects' storage lies. */
  persistDir: string
  /** Every line the Worker logged so far. */
  logLines: readonly string[]
}

export type LaunchOptions = {
  env: StandEnv
  scriptPath: string
  /** Variables over the usual ones, for what depends on the port as a function of it. */
  overrides?: Record<string, string> | ((port: number) => Record<string, string>)
}

const key = () => randomBytes(32).toString('base64')

/** The whole platform in workerd on a running stand, with storage and secrets of its own. */
export async function launchPlatform({ env, scriptPath, overrides }: LaunchOptions): Promise<TestPlatform> {
  const persistDir = await mkdtemp(join(tmpdir(), 'sentinel-objects-'))
  const port = await findFreePort()
  const variables = {
    ...LOCAL_VARIABLES,
    ...originVariables(port),
    ...env,
    AUTH_SECRET: key(),
    TICKET_SECRET: key(),
    MASTER_KEYS: `1:${key()}`,
    ...(typeof overrides === 'function' ? overrides(port) : overrides),
  }
  const logLines: string[] = []
  const platform = await startPlatform({
    scriptPath,
    variables,
    port,
    persistDir,
    log: (line) => logLines.push(line),
  })
  return {
    ...platform,
    variables,
    persistDir,
    logLines,
    stop: async () => {
      await platform.stop()
      await rm(persistDir, { recursive: true, force: true })
    },
  }
}

// Below the kernel's ephemeral range, so that no outgoing connection can take the port in between.
const LOWEST_PORT = 20_000
const HIGHEST_PORT = 32_000

async function findFreePort(): Promise<number> {
  for (;;) {
    const port = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT))
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}
