import { expect, test, vi } from 'vitest'
import { DeadlineError, withDeadline } from './with-deadline.ts'

test('an answer in time is the answer, a failure is the failure', async () => {
  await expect(withDeadline(1000, Promise.resolve(7))).resolves.toBe(7)
  await expect(withDeadline(1000, Promise.reject(new RangeError('x')))).rejects.toThrow(RangeError)
})

test('a store that hangs is given up at the deadline', async () => {
  vi.useFakeTimers()
  const hanging = withDeadline(1000, new Promise(() => undefined))
  const outcome = expect(hanging).rejects.toThrow(DeadlineError)
  await vi.advanceTimersByTimeAsync(1000)
  await outcome
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})
