import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { connectControl } from '#dev/stand/connect-control.ts'
import { connectRedis } from '#services/connections/redis.ts'
import { signRequest } from './sign-request.ts'
import { type VerifyRequestInput, verifyRequest } from './verify-request.ts'

const { env: stand, dataDir } = inject('stand')
const control = connectControl(dataDir)
const redis = connectRedis(stand)
const [NEW, OLD, OTHER] = ['n', 'o', 'x'].map((letter) => letter.repeat(40)) as [string, string, string]
const NOW = Date.parse('2026-11-25T12:00:00Z')
const REQUEST = { method: 'POST', path: '/internal/v1/drain?all=1', body: '{}' }

let authorization: string
beforeEach(async () => {
  authorization = await signRequest({ ...REQUEST, now: NOW }, NEW)
})
afterAll(() => control.redis.start())

const verify = (over: Partial<VerifyRequestInput> = {}, secrets = [NEW, OLD]) =>
  verifyRequest({ redis, secrets }, { ...REQUEST, authorization, now: NOW, ...over }).then(
    () => 'let through',
    (error) => error.code,
  )

test('a request is let through with either secret, and with no third', async () => {
  expect(await verify()).toBe('let through')
  expect(await verify({ authorization: await signRequest({ ...REQUEST, now: NOW }, OLD) })).toBe(
    'let through',
  )
  expect(await verify({ authorization: await signRequest({ ...REQUEST, now: NOW }, OTHER) })).toBe(
    'unauthenticated',
  )
  expect(await verify({}, [])).toBe('unauthenticated')
})

test('a request that comes again is refused, also when both come at once', async () => {
  expect((await Promise.all([verify(), verify()])).sort()).toEqual(['let through', 'unauthenticated'])
  expect(await verify()).toBe('unauthenticated')
})

test.each<[string, Partial<VerifyRequestInput>]>([
  ['method', { method: 'GET' }],
  ['path', { path: '/internal/v1/other?all=1' }],
  ['query', { path: '/internal/v1/drain?all=2' }],
  ['body', { body: '{ }' }],
  ['clock, a minute late', { now: NOW + 61_000 }],
  ['clock, a minute early', { now: NOW - 61_000 }],
  ['header', { authorization: 'Bearer x' }],
  ['missing header', { authorization: undefined }],
])('another %s is refused', async (_, over) => {
  expect(await verify(over)).toBe('unauthenticated')
})

test('a changed time, nonce or signature is refused', async () => {
  for (const changed of [
    authorization.replace(/t=(\d+)/, (_, time) => `t=${Number(time) + 1}`),
    authorization.replace(/n=./, 'n=_'),
    authorization.replace(/s=./, (first) => (first === 's=A' ? 's=B' : 's=A')),
  ])
    expect(await verify({ authorization: changed })).toBe('unauthenticated')
})

test('while Redis is down nothing is let through, for it might have come before', async () => {
  await control.redis.stop()
  try {
    expect(await verify()).toBe('unavailable')
  } finally {
    await control.redis.start()
  }
})
