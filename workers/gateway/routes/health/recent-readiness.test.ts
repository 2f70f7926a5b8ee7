import { expect, test } from 'vitest'
import type { Platform } from '../../platform.ts'
import { readRecentReadiness } from './recent-readiness.ts'

test('however many ask at once, and however slow the answer is, the databases are asked once a second', async () => {
  let pings = 0
  let answer = Promise.withResolvers<string>()
  answer.resolve('PONG')
  const ping = () => {
    pings += 1
    return answer.promise
  }
  const platform = { redis: { ping } } as unknown as Platform
  const first = await readRecentReadiness(platform, 0)
  expect(await readRecentReadiness(platform, 999)).toBe(first)
  answer = Promise.withResolvers()
  const refreshed = readRecentReadiness(platform, 1000)
  const others = await Promise.all([1000, 1500, 1999].map((now) => readRecentReadiness(platform, now)))
  expect([others, pings]).toEqual([[first, first, first], 2])
  answer.resolve('PONG')
  expect(await refreshed).not.toBe(first)
})
