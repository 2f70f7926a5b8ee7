import { eq } from 'drizzle-orm'
import { afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { rooms } from '#schema/postgres/index.ts'
import { room } from '#schema/wire/http/rooms.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { buildGateway } from '#test/gateway/build-gateway.ts'

const { env: stand } = inject('stand')

beforeAll(async () => void (await migrate(stand)))
beforeEach(() => void vi.spyOn(console, 'log').mockImplementation(() => undefined))
afterEach(() => void vi.restoreAllMocks())

test.each([
  ['does not answer', () => ({ ok: false, code: 'unavailable' })],
  ['is lost on the way', () => Promise.reject(Object.assign(new Error('lost'), { retryable: true }))],
])('a room is created once, and its creator told so, though its object %s', async (_, answer) => {
  const { call } = buildGateway({ variables: stand, answer })
  const email = `person-${crypto.randomUUID()}@example.org`
  const person = { name: 'Ann', email, password: 'a long password' }
  const token = (await call('POST', '/api/v1/auth/sign-up/email', { body: person })).headers.get(
    'set-auth-token',
  )
  const name = crypto.randomUUID()
  const response = await call('POST', '/api/v1/rooms', { token: token ?? '', body: { name } })
  expect(response.status).toBe(201)
  const created = room.parse(await response.json())
  expect(created).toMatchObject({ name, visibility: 'public', role: 'owner', archivedAt: null })
  const rows = await connectPostgres(stand).select({ id: rooms.id }).from(rooms).where(eq(rooms.name, name))
  expect(rows).toEqual([{ id: created.id }])
})
