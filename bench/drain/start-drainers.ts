import { join } from 'node:path'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { readWorkerOptions } from '#dev/platform/read-worker-options.ts'
import { drainerName } from '#durable-objects/drainer/contract.ts'

export type Drainers = { wake(shard: number): Promise<void>; stop(): Promise<void> }

/** The drainer objects, and nothing else of the platform, in workerd. */
export async function startDrainers(options: {
  dataDir: string
  variables: Record<string, string>
}): Promise<Drainers> {
  const scriptPath = join(options.dataDir, 'bench-drain', 'worker.js')
  await build({
    entryPoints: ['bench/drain/worker/index.ts'],
    outfile: scriptPath,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    logLevel: 'error',
  })
  const { assets: _, ...workerOptions } = readWorkerOptions()
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      log: new Log(LogLevel.ERROR),
      handleStructuredLogs: ({ level, message }) => {
        if (level === 'error' || level === 'warn') process.stderr.write(`${message}\n`)
      },
      cf: false,
      resourcePersistencePath: join(options.dataDir, 'bench-drain', 'objects'),
      workers: [
        {
          ...workerOptions,
          name: 'bench-drain',
          scriptPath,
          modules: true,
          modulesRoot: join(options.dataDir, 'bench-drain'),
          bindings: { ...workerOptions.bindings, ...options.variables },
          durableObjects: { DRAINER: { className: 'Drainer', useSQLite: true } },
        },
      ],
    }),
  )
  await miniflare.ready
  return {
    wake: async (shard) => {
      const response = await miniflare.dispatchFetch(`http://drain/${drainerName(shard)}`)
      if (!response.ok) throw new Error(`The drainer of shard ${shard} could not be woken.`)
    },
    stop: () => miniflare.dispose(),
  }
}
