import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { neon, neonConfig } from '@neondatabase/serverless'
import { connect } from '@planetscale/database'
import { Redis } from '@upstash/redis'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectControl } from './connect-control.ts'
import { readOrCreateCredentials } from './credentials.ts'
import { requireFree } from './ports.ts'
import { type Stand, type StandEnv, startStand } from './start-stand.ts'

let dataDir = ''
let stand: Stand | undefined

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sentinel-own-stand-'))
})
afterEach(async () => {
  await stand?.stop()
  stand = undefined
  rmSync(dataDir, { recursive: true, force: true })
})

const start = async () => {
  stand = await startStand({ dataDir, ports: 'free', durable: false })
  return stand
}

function openClients(env: StandEnv) {
  neonConfig.fetchEndpoint = env.NEON_FETCH_ENDPOINT
  return {
    sql: neon(env.DATABASE_URL),
    mysql: connect({ url: env.OUTBOX_URL }),
    redis: new Redis({ url: env.UPSTASH_REDIS_REST_URL, token: env.UPSTASH_REDIS_REST_TOKEN, retry: false }),
  }
}

/** Everything that works inside the data folder: the engines make theirs in it their working folder. */
function findProcesses(): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(dataDir)
      } catch {
        return false
      }
    })
}

test('a stand that is stopped and started again has its data, and leaves no process behind', async () => {
  const first = openClients((await start()).env)
  await first.sql`CREATE TABLE kept (id int)`
  await first.sql`INSERT INTO kept VALUES (1)`
  await first.mysql.execute('CREATE TABLE kept (id int)')
  await first.mysql.execute('INSERT INTO kept VALUES (2)')
  await first.redis.set('kept', 3)
  expect(findProcesses().length).toBeGreaterThanOrEqual(3)
  const running = Promise.allSettled([
    first.sql`SELECT pg_sleep(60)`,
    first.mysql.execute('SELECT SLEEP(60)'),
  ])
  await stand?.stop()
  expect(findProcesses()).toEqual([])
  await running

  const second = openClients((await start()).env)
  expect(await second.sql`SELECT id FROM kept`).toEqual([{ id: 1 }])
  expect((await second.mysql.execute('SELECT id FROM kept')).rows).toEqual([{ id: 2 }])
  expect(await second.redis.get('kept')).toBe(3)
})

test('a killed run takes its engines with it and does not keep the next one from starting', async () => {
  const program = `
    const { startStand } = await import('#dev/stand/start-stand.ts')
    const stand = await startStand({ dataDir: process.argv[1], ports: 'free', durable: false })
    console.log(JSON.stringify(stand.env))
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  const { sql } = openClients(JSON.parse(String(line)))
  await sql`CREATE TABLE kept (id int)`
  const sleeping = Promise.allSettled([sql`SELECT pg_sleep(60)`])
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
  await sleeping
  await vi.waitFor(() => expect(findProcesses()).toEqual([]), { timeout: 20_000 })

  const next = openClients((await start()).env)
  expect(await next.sql`SELECT count(*)::int AS count FROM kept`).toEqual([{ count: 0 }])
  expect(await next.redis.ping()).toBe('PONG')
})

test('a running stand refuses a second one on its folder, keeps its files to its owner, and can lose one endpoint', async () => {
  const { env, redis: vendor } = await start()
  await expect(startStand({ dataDir, ports: 'free' })).rejects.toThrow(/^A stand already runs on .*\.$/)
  expect(statSync(dataDir).mode & 0o777).toBe(0o700)
  expect(statSync(join(dataDir, 'credentials.json')).mode & 0o777).toBe(0o600)

  const { redis } = openClients(env)
  await redis.set('a', 1)
  await vendor.endpoint.stop()
  await expect(redis.get('a')).rejects.toThrow(/fetch failed/)
  await vendor.endpoint.start()
  expect(await redis.get('a')).toBe(1)
})

test('each data folder has secrets of its own, made once', () => {
  const [one, other] = ['one', 'other'].map((name) => join(dataDir, name))
  if (!one || !other) throw new TypeError('two folders expected')
  for (const folder of [one, other]) mkdirSync(folder)
  const made = Object.values(readOrCreateCredentials(one))
  expect(Object.values(readOrCreateCredentials(one))).toEqual(made)
  expect(new Set([...made, ...Object.values(readOrCreateCredentials(other))]).size).toBe(made.length * 2)
})

test('a port in use is named in one sentence', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  await expect(requireFree({ redis: port })).rejects.toThrow(
    `Port ${port}, which redis needs, is in use by another program.`,
  )
  server.close()
})

test('without a running stand the control says so in one sentence', () => {
  expect(() => connectControl(dataDir)).toThrow(/^No stand with a control runs on .*\.$/)
})
