import { readFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { readWorkerOptions } from '#dev/platform/read-worker-options.ts'
import { findFreePort } from '#dev/stand/ports.ts'

export type BenchWorker = {
  origin: string
  /** Of the workerd that it runs in. */
  pid: number
  objectsDir: string
  port: number
  stop(): Promise<void>
}

/** @returns the bundle's path, in a folder of its own below `dataDir`. */
export async function bundleBenchWorker(dataDir: string): Promise<string> {
  const scriptPath = join(dataDir, 'bench', 'worker.js')
  await build({
    entryPoints: ['bench/worker/index.ts'],
    outfile: scriptPath,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    logLevel: 'error',
  })
  return scriptPath
}

/**
 * The objects in a workerd of their own with empty storage, reached over a direct socket: nothing stands between the
 * load and the Worker.
 */
export async function startBenchWorker({
  scriptPath,
  variables,
  relayThreshold = 30_000,
  part = 'whole',
  counted = false,
  ...given
}: {
  scriptPath: string
  variables: Record<string, string>
  relayThreshold?: number
  /** Rooms and relays each in a workerd of their own: together they hold more sockets than one may have files open. */
  part?: 'whole' | 'rooms' | 'relays'
  /** Objects that count what they would be billed for. */
  counted?: boolean
  /** Of a worker that was killed: to start it again where it was. */
  objectsDir?: string
  port?: number
}): Promise<BenchWorker> {
  const objectsDir = given.objectsDir ?? (await mkdtemp(join(dirname(scriptPath), 'objects-')))
  const port = given.port ?? (await findFreePort())
  const { assets: _, ...workerOptions } = readWorkerOptions()
  const name = `bench-${part}`
  const inRooms = part === 'relays' ? { scriptName: 'bench-rooms' } : {}
  const inRelays = part === 'rooms' ? { scriptName: 'bench-relays' } : {}
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      log: new Log(LogLevel.ERROR),
      handleStructuredLogs: ({ level, message }) => {
        if (level === 'error') process.stderr.write(`${message}\n`)
      },
      cf: false,
      resourcePersistencePath: objectsDir,
      ...(part === 'whole' ? {} : { unsafeDevRegistryPath: join(dirname(scriptPath), 'registry') }),
      workers: [
        {
          ...workerOptions,
          name,
          scriptPath,
          modules: true,
          modulesRoot: dirname(scriptPath),
          bindings: {
            ...workerOptions.bindings,
            ...variables,
            MESSAGES_PER_SECOND: '1000000',
            MESSAGE_BURST: '1000000',
            RELAY_THRESHOLD: String(relayThreshold),
          },
          durableObjects: {
            ROOM: { className: counted ? 'CountedRoom' : 'Room', useSQLite: true, ...inRooms },
            DRAINER: { className: counted ? 'CountedDrainer' : 'Drainer', useSQLite: true, ...inRooms },
            RELAY: { className: 'Relay', useSQLite: true, ...inRelays },
            INBOX: { className: counted ? 'CountedInbox' : 'Inbox', useSQLite: true, ...inRooms },
            BARE: { className: 'BareObject', useSQLite: true },
            PARTY: { className: 'Party', useSQLite: true },
          },
          unsafeDirectSockets: [{ host: '127.0.0.1', port }],
        },
      ],
    }),
  )
  await miniflare.ready
  const direct = await miniflare.unsafeGetDirectURL(name)
  return {
    origin: `ws://${direct.host}`,
    pid: findNewestWorkerd(),
    objectsDir,
    port,
    stop: () => miniflare.dispose(),
  }
}

function findNewestWorkerd(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .map(Number)
  const workerds = children.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('workerd'))
  return Math.max(...workerds)
}
