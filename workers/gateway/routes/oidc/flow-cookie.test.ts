import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { GatewayEnv } from '../../context.ts'
import type { Platform } from '../../platform.ts'
import { keepFlow, takeFlow } from './flow-cookie.ts'

const createApp = (ENVIRONMENT: 'production' | 'test') => {
  const app = new Hono<GatewayEnv>()
  app.use(async (c, next) => {
    c.set('platform', { environment: { ENVIRONMENT } } as Platform)
    await next()
  })
  app.post('/', (c) => {
    keepFlow(c, 'token')
    return c.body(null)
  })
  app.get('/', (c) => c.text(takeFlow(c) ?? 'none'))
  return app
}

test('in production only this very host sets the cookie of a flow', async () => {
  const app = createApp('production')
  const cookies = (await app.request('/', { method: 'POST' })).headers.getSetCookie()
  expect(cookies).toEqual(['__Host-sentinel.oidc=token; Max-Age=600; Path=/; HttpOnly; Secure; SameSite=Lax'])
  const read = async (cookie: string) => (await app.request('/', { headers: { cookie } })).text()
  expect(await read('sentinel.oidc=forged')).toBe('none')
  expect(await read('__Host-sentinel.oidc=token')).toBe('token')
})

test('the cookie goes when it is taken', async () => {
  const answer = await createApp('test').request('/', { headers: { cookie: 'sentinel.oidc=token' } })
  expect(answer.headers.getSetCookie()).toEqual(['sentinel.oidc=; Max-Age=0; Path=/'])
})
