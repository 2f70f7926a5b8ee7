import { expect, test } from 'vitest'
import { parseErrno, retryContention } from './retry-contention.ts'

const deadlock = new Error('target: outbox.-.primary: Deadlock found (errno 1213) (sqlstate 40001)')

test('a deadlock victim is tried again until it passes', async () => {
  let calls = 0
  const result = await retryContention(async () => {
    calls += 1
    if (calls < 3) throw deadlock
    return calls
  })
  expect(result).toBe(3)
})

test('a deadlock that never ends is given up after five tries', async () => {
  let calls = 0
  const endless = retryContention(async () => {
    calls += 1
    throw deadlock
  })
  await expect(endless).rejects.toBe(deadlock)
  expect(calls).toBe(5)
})

test('any other error is thrown at once', async () => {
  let calls = 0
  const refused = retryContention(async () => {
    calls += 1
    throw new Error('Duplicate entry (errno 1062)')
  })
  await expect(refused).rejects.toThrow('1062')
  expect(calls).toBe(1)
})

test('the error number is found below a wrapping error', () => {
  expect(parseErrno(new Error('Failed query', { cause: deadlock }))).toBe(1213)
  expect(parseErrno(new Error('fetch failed'))).toBeNull()
  expect(parseErrno('(errno 1213)')).toBeNull()
})
