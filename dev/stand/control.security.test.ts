import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connectControl } from './connect-control.ts'
import { type Control, startControl } from './control.ts'
import type { Stand } from './start-stand.ts'
import type { Vendor } from './vendor.ts'

let dataDir = ''
let calls: string[] = []
let control: Control

const record = (call: string) => async () => void calls.push(call)

const createFakeVendor = (name: string): Vendor => ({
  stop: record(`${name} stop`),
  start: record(`${name} start`),
  slow: (delayMs) => void calls.push(`${name} slow ${delayMs}`),
  engine: { kill: record(`${name} kill`), start: record(`${name} start`) },
  endpoint: { stop: record(`${name} endpoint stop`), start: record(`${name} endpoint start`) },
})

const createFakeStand = (): Stand => ({
  env: {
    DATABASE_URL: '',
    NEON_FETCH_ENDPOINT: '',
    OUTBOX_URL: '',
    UPSTASH_REDIS_REST_URL: '',
    UPSTASH_REDIS_REST_TOKEN: '',
  },
  postgres: createFakeVendor('postgres'),
  mysql: createFakeVendor('mysql'),
  redis: createFakeVendor('redis'),
  stop: record('stand stop'),
})

beforeEach(async () => {
  calls = []
  dataDir = mkdtempSync(join(tmpdir(), 'sentinel-control-'))
  control = await startControl({ dataDir, stand: createFakeStand() })
})
afterEach(async () => {
  await control.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const readFile = (): { url: string; token: string } =>
  JSON.parse(readFileSync(join(dataDir, 'control.json'), 'utf8'))

async function post(path: string, { token = readFile().token, method = 'POST' } = {}): Promise<number> {
  const response = await fetch(`${readFile().url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  })
  return response.status
}

describe('the control', () => {
  test('stops, starts, kills and slows what its client names', async () => {
    const client = connectControl(dataDir)
    await client.postgres.stop()
    await client.mysql.start()
    await client.redis.kill()
    await client.redis.slow(250)
    expect(calls).toEqual(['postgres stop', 'mysql start', 'redis kill', 'redis slow 250'])
  })

  test('serves what is registered, and passes a failure on', async () => {
    control.register('platform', {
      kill: record('platform kill'),
      start: () => {
        throw new Error('workerd is missing')
      },
    })
    const client = connectControl(dataDir)
    await client.call('platform', 'kill')
    expect(calls).toEqual(['platform kill'])
    await expect(client.call('platform', 'start')).rejects.toThrow(/workerd is missing/)
  })

  test('refuses a wrong or missing token', async () => {
    expect(await post('/postgres/stop', { token: 'wrong' })).toBe(401)
    expect(await post('/postgres/stop', { token: '' })).toBe(401)
    expect((await fetch(`${readFile().url}/postgres/stop`, { method: 'POST' })).status).toBe(401)
    expect(calls).toEqual([])
  })

  test.each([
    '/',
    '/postgres',
    '/postgres/drop',
    '/postgres/constructor',
    '/__proto__/stop',
    '/postgres/stop/x',
  ])('knows nothing at %s', async (path) => {
    expect(await post(path)).toBe(404)
    expect(calls).toEqual([])
  })

  test('does nothing on GET', async () => {
    expect(await post('/postgres/stop', { method: 'GET' })).toBe(404)
    expect(calls).toEqual([])
  })

  test.each([
    '/redis/slow',
    '/redis/slow?ms=',
    '/redis/slow?ms=-1',
    '/redis/slow?ms=1e9',
    '/redis/slow?ms=1234567',
  ])('refuses the delay of %s', async (path) => {
    expect(await post(path)).toBe(400)
    expect(calls).toEqual([])
  })

  test('listens on this machine only, and its token is readable by its owner only', async () => {
    expect(new URL(readFile().url).hostname).toBe('127.0.0.1')
    expect(statSync(join(dataDir, 'control.json')).mode & 0o777).toBe(0o600)
    expect(readFile().token.length).toBeGreaterThanOrEqual(43)
  })

  test('takes its file with it', async () => {
    await control.stop()
    expect(existsSync(join(dataDir, 'control.json'))).toBe(false)
    control = await startControl({ dataDir, stand: createFakeStand() })
  })
})
