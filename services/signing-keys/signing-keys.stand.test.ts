import { randomBytes } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { uuidv7 } from 'uuidv7'
import { beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import type { Actor } from '#domain/roles/can.ts'
import { signingKeys } from '#schema/postgres/index.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { createKeyring } from '#services/content-keys/create-keyring.ts'
import { ACCESS_TOKEN_LIFE_MS, issueAccessToken } from './issue-access-token.ts'
import {
  PUBLISHED_AFTER_MS,
  PUBLISHED_BEFORE_MS,
  rotateSigningKeys,
  SIGNS_MS,
} from './rotate-signing-keys.ts'
import { listPublishedKeys } from './signing-key-set.ts'
import { verifyAccessToken } from './verify-access-token.ts'

const { env: stand } = inject('stand')
const db = connectPostgres(stand)
const stores = { db, keyring: createKeyring(`1:${randomBytes(32).toString('base64')}`) }
const ISSUER = 'https://chat.example.com'
const NOW = Date.parse('2026-11-25T12:00:00Z')
const actor: Actor = { userId: uuidv7(), name: 'Ann', role: 'member', sessionId: uuidv7() }

beforeAll(() => migrate(stand))
beforeEach(() => db.update(signingKeys).set({ deletedAt: new Date() }))

const issue = (now = NOW) => issueAccessToken(stores, { actor, issuer: ISSUER, now })
const keysAt = async (now = NOW) => (await listPublishedKeys(db, now)).map(({ jwk }) => jwk)
const verify = async (token: string, now = NOW, issuer = ISSUER) =>
  verifyAccessToken(await keysAt(now), { token, issuer, now })
const kidOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid

test('a token names person and session for five minutes, by a key that is made when there is none', async () => {
  const { token, expiresAt } = await issue()
  expect(expiresAt).toBe(NOW + ACCESS_TOKEN_LIFE_MS)
  expect(await verify(token)).toEqual({ userId: actor.userId, sessionId: actor.sessionId })
  expect(await verify(token, expiresAt - 1)).not.toBeNull()
  expect(await verify(token, expiresAt)).toBeNull()
})

test('what is published holds no private key, and what is stored no private key in the clear', async () => {
  await issue()
  const [key] = await keysAt()
  expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x'])
  expect(JSON.stringify(await db.select().from(signingKeys))).not.toContain('"d"')
})

test('a key is published a day before it signs, signs for a week, and stays published until what it signed has expired', async () => {
  const first = (await issue()).token
  const beforeRotation = NOW + SIGNS_MS - PUBLISHED_BEFORE_MS
  expect(await rotateSigningKeys(stores, { now: beforeRotation - 1 })).toBe('kept')
  expect(await rotateSigningKeys(stores, { now: beforeRotation })).toBe('made')
  expect(await rotateSigningKeys(stores, { now: beforeRotation + 1 })).toBe('kept')
  expect(await keysAt(beforeRotation)).toHaveLength(2)
  expect(kidOf((await issue(NOW + SIGNS_MS - 1)).token)).toBe(kidOf(first))
  const last = (await issue(NOW + SIGNS_MS - 1)).token
  const next = (await issue(NOW + SIGNS_MS)).token
  expect(kidOf(next)).not.toBe(kidOf(first))
  expect(await verify(last, NOW + SIGNS_MS + 1000)).not.toBeNull()
  expect(await keysAt(NOW + SIGNS_MS + PUBLISHED_AFTER_MS - 1)).toHaveLength(2)
  expect(await keysAt(NOW + SIGNS_MS + PUBLISHED_AFTER_MS)).toHaveLength(1)
})

test('two rotations at once make one key', async () => {
  const made = await Promise.all([1, 2, 3].map(() => rotateSigningKeys(stores, { now: NOW })))
  expect(made.sort()).toEqual(['kept', 'kept', 'made'])
})

test('a token that is forged, unsigned, or for another issuer is nothing', async () => {
  const { token } = await issue()
  const [key] = await keysAt()
  const [header, payload, signature] = token.split('.')
  const claims = {
    sub: actor.userId,
    sid: actor.sessionId,
    jti: 'x',
    iat: NOW / 1000,
    exp: NOW / 1000 + 60,
    iss: ISSUER,
    aud: ISSUER,
  }
  const byPublicKey = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: key?.kid ?? '' })
    .sign(Buffer.from(key?.x ?? '', 'base64url'))
  const other = Buffer.from(JSON.stringify({ ...claims, sub: uuidv7() })).toString('base64url')
  for (const forged of [
    byPublicKey,
    new UnsecuredJWT(claims).encode(),
    `${header}.${other}.${signature}`,
    `${header}.${payload}.`,
    '',
    'a.b.c',
  ])
    expect(await verify(forged)).toBeNull()
  expect(await verify(token, NOW, 'https://other.example.com')).toBeNull()
  expect(await verifyAccessToken([], { token, issuer: ISSUER, now: NOW })).toBeNull()
})
