import { mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createClient } from '@redis/client'
import { provideRedis } from '../provision/provide-redis.ts'
import { type Engine, type EngineOptions, HOST } from './engine.ts'
import { EngineProcess } from './engine-process.ts'

export async function createRedis(options: EngineOptions): Promise<Engine> {
  const { dataDir, port, password, durable } = options
  const { redisServer, libraryPath } = await provideRedis()
  const folder = join(dataDir, 'redis')
  mkdirSync(folder, { recursive: true, mode: 0o700 })

  const engine = new EngineProcess({
    name: 'Redis',
    folder,
    command: redisServer,
    args: ['-'],
    env: libraryPath.length ? { LD_LIBRARY_PATH: libraryPath.join(delimiter) } : {},
    input: configuration({ folder, port, password, durable }),
    logFile: join(dataDir, 'redis.log'),
    orderlySignal: 'SIGTERM',
    probe: async () => {
      const client = createClient({
        socket: { host: HOST, port, reconnectStrategy: false },
        password,
        disableOfflineQueue: true,
      })
      client.on('error', () => undefined)
      await client.connect()
      try {
        await client.ping()
      } finally {
        client.destroy()
      }
    },
  })
  return {
    port,
    start: () => engine.start(),
    stop: () => engine.stop(),
    kill: () => engine.kill(),
  }
}

type Configuration = { folder: string; port: number; password: string; durable: boolean }

function configuration({ folder, port, password, durable }: Configuration): string {
  return [
    `bind ${HOST}`,
    `port ${port}`,
    `dir "${folder}"`,
    `requirepass ${password}`,
    'save ""',
    'appendonly yes',
    `appendfsync ${durable ? 'everysec' : 'no'}`,
    'daemonize no',
    'loglevel warning',
    '',
  ].join('\n')
}
