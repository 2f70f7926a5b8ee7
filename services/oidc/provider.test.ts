import { expect, test } from 'vitest'
import { oidcProviders } from './provider.ts'

const ACME = {
  id: 'acme',
  name: 'Acme',
  issuer: 'https://id.example.com/tenant',
  clientId: 'chat',
  clientSecret: 'a-client-secret',
}
const takes = (...providers: unknown[]) => oidcProviders.safeParse(providers).success

test('a provider asks for name and address unless told otherwise', () => {
  expect(oidcProviders.parse([ACME])).toEqual([{ ...ACME, scopes: ['openid', 'email', 'profile'] }])
  expect(oidcProviders.parse([{ ...ACME, scopes: ['openid'] }])).toMatchObject([{ scopes: ['openid'] }])
})

test.each([
  ['an id that is no part of a path', { id: '../x' }],
  ['an id in upper case', { id: 'Acme' }],
  ['no name', { name: ' ' }],
  ['an issuer that is no URL', { issuer: 'id.example.com' }],
  ['an issuer with a query', { issuer: 'https://id.example.com/?a=b' }],
  ['an issuer with a user', { issuer: 'https://user@id.example.com' }],
  ['an issuer of another scheme', { issuer: 'ftp://id.example.com' }],
  ['a short secret', { clientSecret: 'short' }],
  ['scopes without openid', { scopes: ['email'] }],
  ['a scope with a space', { scopes: ['openid', 'a b'] }],
  ['an unknown field', { jwks: 'https://evil.test' }],
])('%s is refused', (_, change) => {
  expect(takes({ ...ACME, ...change })).toBe(false)
})

test('two providers of one id are refused', () => {
  expect(takes(ACME, { ...ACME, id: 'other' })).toBe(true)
  expect(takes(ACME, { ...ACME, name: 'Other' })).toBe(false)
})
