import { scryptSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './hash-password.ts'

const SALT = Buffer.alloc(16, 7)

const hashWith = (log2N: number, r: number, p: number): string => {
  const key = scryptSync('correct horse', SALT, 32, { N: 2 ** log2N, r, p, maxmem: 2 ** 29 })
  return `$scrypt$ln=${log2N},r=${r},p=${p}$${SALT.toString('base64')}$${key.toString('base64')}`
}

test('a password is verified against its own hash and no other password is', async () => {
  const hash = await hashPassword('correct horse')
  expect(await verifyPassword({ hash, password: 'correct horse' })).toBe(true)
  expect(await verifyPassword({ hash, password: 'correct horsf' })).toBe(false)
  expect(await verifyPassword({ hash, password: '' })).toBe(false)
})

test('two hashes of one password differ and name the parameters', async () => {
  const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
  expect(first).not.toBe(second)
  expect(first).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/)
})

test('the same characters in another Unicode form are the same password', async () => {
  const hash = await hashPassword('caf\u00e9 au lait')
  expect(await verifyPassword({ hash, password: 'cafe\u0301 au lait' })).toBe(true)
})

test('a hash of other parameters within the caps is still verified', async () => {
  expect(await verifyPassword({ hash: hashWith(12, 8, 1), password: 'correct horse' })).toBe(true)
})

test('a right hash beyond what production computes is refused, not computed', async () => {
  expect(await verifyPassword({ hash: hashWith(15, 8, 5), password: 'correct horse' })).toBe(false)
})

test.each([
  '',
  'plain',
  '$scrypt$ln=15,r=8,p=3$$',
  '$scrypt$ln=0,r=0,p=0$AAAAAAAAAAAAAAAAAAAAAA==$',
  '$2b$10$abc',
])('what is no hash of ours verifies nothing: %s', async (hash) => {
  expect(await verifyPassword({ hash, password: 'correct horse' })).toBe(false)
})
