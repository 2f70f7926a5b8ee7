import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { GatewayEnv } from '../context.ts'
import { respondWithError } from '../respond-with-error.ts'
import { REQUEST_TIMEOUT_MS, requestDeadline } from './request-deadline.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test('a request that hangs is answered with unavailable when its time is up, and not before', async () => {
  const app = new Hono<GatewayEnv>()
  app.use(requestDeadline)
  app.get('/', () => new Promise<Response>(() => undefined))
  app.onError(respondWithError)
  const settled = vi.fn()
  const pending = Promise.resolve(app.request('/')).then((response) => {
    settled()
    return response
  })
  await vi.advanceTimersByTimeAsync(REQUEST_TIMEOUT_MS - 1)
  expect(settled).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect((await pending).status).toBe(503)
})

test('a request in time leaves no timer behind', async () => {
  const app = new Hono<GatewayEnv>()
  app.use(requestDeadline)
  app.get('/', (c) => c.text('in time'))
  expect(await (await app.request('/')).text()).toBe('in time')
  expect(vi.getTimerCount()).toBe(0)
})
