import { eq } from 'drizzle-orm'
import { beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { contentKeys, roomMembers, rooms, sessions, users } from '#schema/postgres/index.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { type BuiltGateway, buildGateway, readRefusal } from '#test/gateway/build-gateway.ts'

const { env: stand } = inject('stand')
const db = connectPostgres(stand)
const PASSWORD = 'a long password'
const DONE = { ok: true, value: { isDone: true } }

let gateway: BuiltGateway
beforeAll(() => migrate(stand))
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  gateway = buildGateway({ variables: stand, answer: () => DONE })
})

const inventEmail = () => `${crypto.randomUUID()}@example.org`

async function come(path: string, body: object) {
  const response = await gateway.call('POST', path, { body })
  const { id }: { id: string } = JSON.parse(await response.text())
  return { id, token: response.headers.get('set-auth-token') ?? '' }
}
const signUp = (email = inventEmail()) =>
  come('/api/v1/auth/sign-up/email', { name: 'Ada', email, password: PASSWORD })
const comeAsGuest = () => come('/api/v1/auth/sign-in/anonymous', { name: 'Gus' })

const remove = ({ token }: { token: string }, body: object = { password: PASSWORD }) =>
  gateway.call('POST', '/api/v1/me/delete', { token, body })
const isThere = async ({ id }: { id: string }) =>
  (await db.select({ deletedAt: users.deletedAt }).from(users).where(eq(users.id, id)))[0]?.deletedAt === null

/** As if the account had been made with a passkey or by a provider, `minutes` ago. */
async function signUpWithoutPassword(minutes: number) {
  const person = await comeAsGuest()
  await db.update(users).set({ isAnonymous: false, role: 'member' }).where(eq(users.id, person.id))
  const createdAt = new Date(Date.now() - minutes * 60_000)
  await db.update(sessions).set({ createdAt }).where(eq(sessions.userId, person.id))
  return person
}

test('who gives the password is deleted: signed out everywhere, and unable to come back', async () => {
  const email = inventEmail()
  const ada = await signUp(email)
  const other = await come('/api/v1/auth/sign-in/email', { email, password: PASSWORD })
  const response = await remove(ada)
  expect(response.status).toBe(204)
  expect(response.headers.get('set-cookie')).toMatch(/sentinel\.session_token=;.*Max-Age=0/i)
  for (const { token } of [ada, other])
    expect((await gateway.call('GET', '/api/v1/me', { token })).status).toBe(401)
  const again = await gateway.call('POST', '/api/v1/auth/sign-in/email', {
    body: { email, password: PASSWORD },
  })
  expect(await readRefusal(again)).toEqual({ status: 401, code: 'unauthenticated' })
  const fresh = await signUp(email)
  expect(fresh.id).not.toBe(ada.id)
  expect(await isThere(fresh)).toBe(true)
})

test.each([
  ['a wrong password', { password: 'not that one' }],
  ['no password', {}],
])('with %s nothing is deleted', async (_, body) => {
  const ada = await signUp()
  expect(await readRefusal(await remove(ada, body))).toEqual({ status: 403, code: 'forbidden' })
  expect(await isThere(ada)).toBe(true)
})

test('without a password the session must have begun within the last ten minutes', async () => {
  const late = await signUpWithoutPassword(10)
  expect(await readRefusal(await remove(late, {}))).toEqual({ status: 403, code: 'forbidden' })
  expect(await isThere(late)).toBe(true)
  const soon = await signUpWithoutPassword(9)
  expect((await remove(soon, {})).status).toBe(204)
  expect(await isThere(soon)).toBe(false)
})

test('a guest, who can begin no other session, may at any time', async () => {
  const guest = await comeAsGuest()
  await db
    .update(sessions)
    .set({ createdAt: new Date(0) })
    .where(eq(sessions.userId, guest.id))
  expect((await remove(guest, {})).status).toBe(204)
  expect(await isThere(guest)).toBe(false)
})

test('guesses of the password are slowed down, however many addresses they come from', async () => {
  const ada = await signUp()
  gateway = buildGateway({ variables: { ...stand, AUTH_ATTEMPTS_PER_MINUTE: '2' } })
  const codes = []
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const headers = { 'cf-connecting-ip': `192.0.2.${attempt}` }
    const { token } = ada
    const body = { password: `guess ${attempt}` }
    codes.push(
      (await readRefusal(await gateway.call('POST', '/api/v1/me/delete', { token, body, headers }))).code,
    )
  }
  expect(codes).toEqual([...Array(10).fill('forbidden'), 'rate_limited', 'rate_limited'])
})

async function join(userId: string) {
  const roomId = crypto.randomUUID()
  await db.insert(rooms).values({ id: roomId, name: 'Room', visibility: 'public', createdBy: userId })
  await db.insert(roomMembers).values({ roomId, userId, role: 'owner', changedSeq: 1, joinedAt: new Date() })
  return roomId
}
const keysOf = (authorId: string) =>
  db
    .select({ roomId: contentKeys.roomId, destroyedAt: contentKeys.destroyedAt })
    .from(contentKeys)
    .where(eq(contentKeys.authorId, authorId))

test('the rooms are asked at once', async () => {
  const ada = await signUp()
  const roomId = await join(ada.id)
  await remove(ada)
  expect(gateway.roomCalls).toEqual([{ room: roomId, method: 'erase', arguments: [ada.id] }])
  expect(await keysOf(ada.id)).toEqual([{ roomId, destroyedAt: expect.any(Date) }])
})

test('a room that can’t be reached is left to the sweeper, and the person is deleted all the same', async () => {
  gateway = buildGateway({ variables: stand, answer: () => Promise.reject(new Error('the object moved')) })
  const ada = await signUp()
  const roomId = await join(ada.id)
  expect((await remove(ada)).status).toBe(204)
  expect(await isThere(ada)).toBe(false)
  expect(await keysOf(ada.id)).toEqual([{ roomId, destroyedAt: null }])
})
