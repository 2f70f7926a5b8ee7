import { eq } from 'drizzle-orm'
import { beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { users } from '#schema/postgres/index.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import { Circuit } from '#services/connections/circuit.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { connectRedis } from '#services/connections/redis.ts'
import { createSessionCache } from '#services/sessions/session-cache.ts'
import { grantRole } from '#services/users/grant-role.ts'
import { buildGateway, readRefusal } from '#test/gateway/build-gateway.ts'

const { env: stand } = inject('stand')
const db = connectPostgres(stand)
const cache = createSessionCache(connectRedis(stand), new Circuit(0))
const { call } = buildGateway({ variables: { ...stand, SIGN_UP: 'open' } })

type Person = { id: string; token: string; email: string }

async function invent(role: PlatformRole): Promise<Person> {
  const email = `${crypto.randomUUID()}@example.org`
  const body = { name: role, email, password: 'a long password' }
  const response = await call('POST', '/api/v1/auth/sign-up/email', { body })
  const { id } = Object(await response.json())
  await grantRole({ db, cache }, { email, role })
  return { id, email, token: response.headers.get('set-auth-token') ?? '' }
}

beforeAll(async () => void (await migrate(stand)))
beforeEach(() => void vi.spyOn(console, 'log').mockImplementation(() => undefined))

const BAN = { seconds: 60, reason: 'rude' }
const act = (actor: Person, verb: string, id: string, body?: unknown) =>
  call('POST', `/api/v1/admin/users/${id}/${verb}`, { token: actor.token, body })
const refusalOf = async (...given: Parameters<typeof act>) => readRefusal(await act(...given))
const FORBIDDEN = { status: 403, code: 'forbidden' }

test('a moderator bans a member, who is told so by every route, also when signing in, until the ban ends', async () => {
  const [moderator, member] = [await invent('moderator'), await invent('member')]
  expect((await act(moderator, 'ban', member.id, BAN)).status).toBe(204)
  const refused = { status: 403, code: 'banned' }
  expect(await readRefusal(await call('GET', '/api/v1/me', { token: member.token }))).toEqual(refused)
  const again = { body: { email: member.email, password: 'a long password' } }
  expect(await readRefusal(await call('POST', '/api/v1/auth/sign-in/email', again))).toEqual(refused)
  expect((await act(moderator, 'unban', member.id)).status).toBe(204)
  expect((await call('GET', '/api/v1/me', { token: member.token })).status).toBe(200)
})

test('a moderator bans no moderator and no administrator, and gives no role', async () => {
  const [moderator, peer, administrator] = [
    await invent('moderator'),
    await invent('moderator'),
    await invent('administrator'),
  ]
  for (const { id } of [peer, administrator, moderator]) {
    expect(await refusalOf(moderator, 'ban', id, BAN)).toEqual(FORBIDDEN)
    expect(await refusalOf(moderator, 'unban', id)).toEqual(FORBIDDEN)
    expect(await refusalOf(moderator, 'role', id, { role: 'administrator' })).toEqual(FORBIDDEN)
  }
})

test('an administrator bans a moderator, and not themselves', async () => {
  const [administrator, moderator] = [await invent('administrator'), await invent('moderator')]
  expect((await act(administrator, 'ban', moderator.id, { ...BAN, seconds: null })).status).toBe(204)
  expect(await refusalOf(administrator, 'ban', administrator.id, BAN)).toEqual(FORBIDDEN)
  expect(await refusalOf(moderator, 'ban', (await invent('member')).id, BAN)).toEqual({
    ...{ status: 403, code: 'banned' },
  })
})

test('a role that was given counts with the next request, and the last administrator keeps it', async () => {
  await db.update(users).set({ role: 'member' }).where(eq(users.role, 'administrator'))
  const [administrator, member] = [await invent('administrator'), await invent('member')]
  expect(await refusalOf(administrator, 'role', administrator.id, { role: 'member' })).toEqual({
    ...{ status: 409, code: 'conflict' },
  })
  expect((await act(administrator, 'role', member.id, { role: 'administrator' })).status).toBe(204)
  expect((await act(member, 'role', administrator.id, { role: 'guest' })).status).toBe(204)
  expect(await refusalOf(administrator, 'role', member.id, { role: 'guest' })).toEqual(FORBIDDEN)
})

test.each([
  ['role', { role: 'owner' }],
  ['role', { role: '__proto__' }],
  ['role', { role: 'member', roleVersion: 1 }],
  ['ban', { seconds: 0, reason: 'rude' }],
  ['ban', { seconds: 1.5, reason: 'rude' }],
  ['ban', { seconds: 1e12, reason: 'rude' }],
  ['ban', { seconds: 60 }],
  ['ban', { seconds: 60, reason: '  ' }],
  ['ban', { seconds: 60, reason: 'a\0b' }],
  ['ban', { seconds: 60, reason: 'a'.repeat(501) }],
])('POST …/%s refuses %j', async (verb, body) => {
  const administrator = await invent('administrator')
  const { id } = await invent('member')
  expect(await refusalOf(administrator, verb, id, body)).toEqual({ status: 400, code: 'malformed' })
})

test('who is not there is not found, and an id that is none is malformed', async () => {
  const administrator = await invent('administrator')
  for (const [verb, body] of [
    ['role', { role: 'guest' }],
    ['ban', BAN],
    ['unban', undefined],
  ] as const) {
    const unknown = { status: 404, code: 'not_found' }
    expect(await refusalOf(administrator, verb, crypto.randomUUID(), body)).toEqual(unknown)
    expect(await refusalOf(administrator, verb, 'somebody', body)).toMatchObject({ status: 400 })
  }
})
