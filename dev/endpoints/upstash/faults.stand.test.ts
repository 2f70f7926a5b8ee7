import { Redis } from '@upstash/redis'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { findUpstashTarget } from './contract-target.ts'

const { url, token, faults } = findUpstashTarget(inject('stand'))
const redis = new Redis({ url, token, retry: false })
const local = describe.skipIf(!faults)

afterEach(async () => {
  await faults?.slow(0)
  await faults?.start()
})

local('Upstash with faults (local stand only: a real vendor cannot be stopped)', () => {
  test('while Redis is stopped a command fails at once, and works again after the restart with its data', async () => {
    await redis.set('contract:kept', 'value')
    await faults?.stop()
    const startedAt = performance.now()
    await expect(redis.get('contract:kept')).rejects.toThrow(/not available/)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    await faults?.start()
    expect(await redis.get('contract:kept')).toBe('value')
    await redis.del('contract:kept')
  })

  test('killed in the middle of a script it answers an error, and works again after the restart', async () => {
    const running = Promise.allSettled([redis.eval('while true do end', [], [])])
    await faults?.kill()
    const [outcome] = await running
    expect(outcome?.status).toBe('rejected')
    await faults?.start()
    expect(await redis.ping()).toBe('PONG')
  })

  test('slowed down, an answer takes at least that long', async () => {
    await faults?.slow(300)
    const startedAt = performance.now()
    await redis.ping()
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(299)
  })
})
