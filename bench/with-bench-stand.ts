import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '#dev/migrate.ts'
import { readOrCreateSecrets } from '#dev/platform/local-environment.ts'
import { startStand } from '#dev/stand/start-stand.ts'
import { connectPostgres, type Postgres } from '#services/connections/postgres.ts'
import { seedRules } from './seed-room.ts'
import { bundleBenchWorker } from './start-bench-worker.ts'

export type Say = (line: string) => void

export type BenchStand = {
  dataDir: string
  db: Postgres
  env: Awaited<ReturnType<typeof startStand>>['env']
  scriptPath: string
  variables: Record<string, string>
}

/** Runs a benchmark on engines of its own, migrated, with the filter's rules in place. */
export async function withBenchStand<T>(
  run: (stand: BenchStand) => Promise<T>,
  { durable = false }: { durable?: boolean } = {},
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sentinel-bench-'))
  const stand = await startStand({ dataDir, ports: 'free', durable })
  try {
    await migrate(stand.env)
    const db = connectPostgres(stand.env)
    await seedRules(db)
    const variables = { ...stand.env, ...readOrCreateSecrets(dataDir) }
    return await run({ dataDir, db, env: stand.env, variables, scriptPath: await bundleBenchWorker(dataDir) })
  } finally {
    await stand.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
