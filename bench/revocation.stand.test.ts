import { expect, test } from 'vitest'
import { runRevocation } from './revocation.ts'

test('a sign-out, a ban and a lost role end sockets at rooms and at relays', async () => {
  const { rows } = await runRevocation(() => {}, { people: 2, sleepMs: 0 })
  expect(rows).toHaveLength(9)
  for (const { sockets, p99Ms } of rows) {
    expect(sockets).toBe(2)
    expect(p99Ms).toBeGreaterThan(0)
  }
}, 120_000)
