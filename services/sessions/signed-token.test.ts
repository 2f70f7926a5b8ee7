import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { verifySignedToken } from './signed-token.ts'

const SECRET = 'a secret of at least thirty-two characters'
const sign = (token: string, secret = SECRET) =>
  `${token}.${createHmac('sha256', secret).update(token).digest('base64')}`

test('a token that we signed is read', async () => {
  expect(await verifySignedToken(sign('abc123'), SECRET)).toBe('abc123')
})

test('a token without a signature is nothing, so a leaked row of the sessions table opens nothing', async () => {
  expect(await verifySignedToken('abc123', SECRET)).toBeNull()
})

test.each([
  ['another secret', sign('abc123', 'some other secret of enough characters')],
  ['another token under the same signature', sign('abc123').replace('abc123', 'abc124')],
  ['a cut signature', sign('abc123').slice(0, -2)],
  ['an empty token', sign('')],
  ['no token', ''],
  ['a dot', '.'],
])('%s is refused', async (_, value) => {
  expect(await verifySignedToken(value, SECRET)).toBeNull()
})
