import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate } from '#dev/migrate.ts'
import { bundleWorker } from '#dev/platform/bundle-worker.ts'

declare module 'vitest' {
  interface ProvidedContext {
    workerScript: string
  }
}

/** After the stand: brings its databases up to date and bundles the Worker once for all tests that run it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const outDir = await mkdtemp(join(tmpdir(), 'sentinel-worker-'))
  const [scriptPath] = await Promise.all([
    bundleWorker(outDir),
    migrate(project.getProvidedContext().stand.env),
  ])
  project.provide('workerScript', scriptPath)
  return () => rm(outDir, { recursive: true, force: true })
}
