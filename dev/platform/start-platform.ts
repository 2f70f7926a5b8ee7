import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { readWorkerOptions } from './read-worker-options.ts'

export type PlatformOptions = {
  /** The bundled Worker. */
  scriptPath: string
  /** Variables and secrets, over those of `wrangler.toml`. */
  variables: Record<string, string>
  port: number
  /** Where the objects' storage lives; it outlives the process. */
  persistDir: string
  /** One line the Worker logged. */
  log?: (line: string) => void
}

export type Platform = {
  origin: string
  /** SIGKILL: nothing in memory survives, storage does. */
  killWorkerd(): Promise<void>
  /** Starts workerd anew on the same port and storage. */
  start(): Promise<void>
  /** What the platform's clock does once a minute. */
  runCron(): Promise<void>
  stop(): Promise<void>
}

const CRON = '* * * * *'
const CRON_PATH = '/cdn-cgi/local/scheduled'
const CRON_INTERVAL_MS = 60_000
const HOST = '127.0.0.1'

/** Runs the Worker in workerd, driven by miniflare, without the proxy that `wrangler dev` puts in front of it. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  let running = await launch(options)
  const origin = `http://${HOST}:${options.port}`
  const cron = setInterval(() => void runCron().catch(() => undefined), CRON_INTERVAL_MS)
  // By a request: miniflare's proxy of the Worker blocks this thread until workerd answers, while workerd may
  // be waiting for this thread to read its log.
  const runCron = async () => {
    const query = new URLSearchParams({ cron: CRON, format: 'json' })
    const response = await fetch(`${origin}${CRON_PATH}?${query}`)
    await response.body?.cancel()
    if (!response.ok) throw new Error(`The cron trigger ended with status ${response.status}.`)
  }
  return {
    origin,
    killWorkerd: async () => {
      for (const pid of findWorkerdChildren()) process.kill(pid, 'SIGKILL')
      await running.dispose().catch(() => undefined)
    },
    start: async () => {
      running = await launch(options)
    },
    runCron,
    stop: async () => {
      clearInterval(cron)
      await running.dispose()
    },
  }
}

async function launch({ scriptPath, variables, port, persistDir, log }: PlatformOptions): Promise<Miniflare> {
  const workerOptions = readWorkerOptions()
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: HOST,
      port,
      log: new Log(LogLevel.ERROR),
      logRequests: false,
      cf: false,
      unsafeTriggerHandlers: true,
      resourcePersistencePath: persistDir,
      handleStructuredLogs: ({ message }) => log?.(message),
      workers: [
        {
          ...workerOptions,
          scriptPath,
          modules: true,
          modulesRoot: dirname(scriptPath),
          bindings: { ...workerOptions.bindings, ...variables },
        },
      ],
    }),
  )
  await miniflare.ready
  return miniflare
}

function findWorkerdChildren(): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
        return (
          Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('workerd')
        )
      } catch {
        return false
      }
    })
}
