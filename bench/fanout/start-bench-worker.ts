import { join } from 'node:path'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { readWorkerOptions } from '#dev/platform/read-worker-options.ts'

type BenchWorker = { origin: string; stop(): Promise<void> }

/** The objects in workerd, reached over a direct socket: nothing stands between the load and the Worker. */
export async function startBenchWorker(options: {
  dataDir: string
  variables: Record<string, string>
}): Promise<BenchWorker> {
  const scriptPath = join(options.dataDir, 'bench', 'worker.js')
  await build({
    entryPoints: ['bench/fanout/worker/index.ts'],
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
        if (level === 'error') process.stderr.write(`${message}\n`)
      },
      cf: false,
      resourcePersistencePath: join(options.dataDir, 'bench', 'objects'),
      workers: [
        {
          ...workerOptions,
          name: 'bench',
          scriptPath,
          modules: true,
          modulesRoot: join(options.dataDir, 'bench'),
          bindings: {
            ...workerOptions.bindings,
            ...options.variables,
            MESSAGES_PER_SECOND: '1000000',
            MESSAGE_BURST: '1000000',
          },
          durableObjects: {
            ROOM: { className: 'Room', useSQLite: true },
            DRAINER: { className: 'Drainer', useSQLite: true },
            BARE: { className: 'BareObject', useSQLite: true },
          },
          unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
        },
      ],
    }),
  )
  await miniflare.ready
  const direct = await miniflare.unsafeGetDirectURL('bench')
  return { origin: `ws://${direct.host}`, stop: () => miniflare.dispose() }
}
