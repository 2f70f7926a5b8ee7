import { and, desc, eq } from 'drizzle-orm'
import { afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { auditEntries } from '#schema/postgres/index.ts'
import { createdInvitation, invitationList } from '#schema/wire/http/invitations.ts'
import type { Visibility } from '#schema/wire/http/rooms.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { buildGateway, ORIGIN, OTHER_ROOM_ID, readRefusal, VARIABLES } from '#test/gateway/build-gateway.ts'
import { ROOM_ID, RoomWorld } from '#test/room/room-world.ts'

const { env: stand } = inject('stand')
const db = connectPostgres(stand)
const ROOM = `/api/v1/rooms/${ROOM_ID}`

let world: RoomWorld
let lines: string[]
const answer = ({
  room,
  method,
  arguments: given,
}: {
  room: string
  method: string
  arguments: unknown[]
}) => {
  if (room !== ROOM_ID) return { ok: false, code: 'not_found' }
  const verb: unknown = Reflect.get(world.core, method)
  return typeof verb === 'function' ? Reflect.apply(verb, world.core, given) : undefined
}
const { call } = buildGateway({ variables: stand, answer })

type Person = { token: string; id: string }
async function createPerson(): Promise<Person> {
  const email = `${crypto.randomUUID()}@example.org`
  const body = { name: 'Ann', email, password: 'a long password' }
  const response = await call('POST', '/api/v1/auth/sign-up/email', { body })
  const { id } = (await response.json()) as { id: string }
  return { token: response.headers.get('set-auth-token') ?? '', id }
}

let owner: Person
beforeAll(() => migrate(stand))
beforeEach(async () => {
  lines = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
  owner = await createPerson()
  openWorld('private')
})
afterEach(() => void vi.restoreAllMocks())

function openWorld(visibility: Visibility): void {
  world = new RoomWorld({ visibility, createdBy: owner.id })
}

async function invite(maxUses = 1) {
  const body = { expiresInSeconds: 300, maxUses }
  const response = await call('POST', `${ROOM}/invitations`, { token: owner.token, body })
  return createdInvitation.strict().parse(await response.json())
}
const join = (who: Person, invitation: string) =>
  call('POST', `${ROOM}/join`, { token: who.token, body: { invitation } })

const auditsOf = async (actorId: string) =>
  (
    await db
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.actorId, actorId), eq(auditEntries.targetType, 'room')))
      .orderBy(desc(auditEntries.createdAt))
  ).flatMap(({ action, targetType, targetId, detail }) =>
    targetType === 'room' ? [{ action, targetId, detail }] : [],
  )

test('a link carries its secret in the fragment, and neither list, log nor audit tells it', async () => {
  const { id, secret, link } = await invite()
  expect(link).toBe(`${ORIGIN}/#/join/${ROOM_ID}/${secret}`)
  expect(new URL(link).pathname).toBe('/')
  const guest = await createPerson()
  expect((await join(guest, secret)).status).toBe(200)
  const listed = await (await call('GET', `${ROOM}/invitations`, { token: owner.token })).json()
  expect(invitationList.parse(listed).invitations).toMatchObject([{ id, uses: 1, maxUses: 1 }])
  const told = JSON.stringify([listed, lines, await auditsOf(owner.id), await auditsOf(guest.id)])
  expect(told).not.toContain(secret)
  const kept = world.database.prepare('SELECT * FROM invitations').all()
  expect(JSON.stringify(kept)).not.toContain(secret)
})

test('creation, use and revocation are audited, a use once', async () => {
  const { id, secret, expiresAt } = await invite(2)
  const guest = await createPerson()
  await join(guest, secret)
  await join(guest, secret)
  await call('POST', `${ROOM}/invitations/${id}/revoke`, { token: owner.token })
  const of = { targetId: ROOM_ID }
  expect(await auditsOf(owner.id)).toEqual([
    { ...of, action: 'room.revoke-invitation', detail: { invitationId: id } },
    { ...of, action: 'room.invite', detail: { invitationId: id, expiresAt, maxUses: 2 } },
  ])
  expect(await auditsOf(guest.id)).toEqual([
    { ...of, action: 'room.use-invitation', detail: { invitationId: id } },
  ])
})

test('a transfer is audited', async () => {
  const { secret } = await invite()
  const heir = await createPerson()
  await join(heir, secret)
  const body = { userId: heir.id }
  const handed = await call('POST', `${ROOM}/transfer`, { token: owner.token, body })
  expect(await handed.json()).toMatchObject({ role: 'moderator' })
  expect((await auditsOf(owner.id))[0]).toEqual({
    action: 'room.transfer',
    targetId: ROOM_ID,
    detail: { userId: heir.id },
  })
})

test('a private room answers who has no valid invitation as a room that there is not', async () => {
  const stranger = await createPerson()
  const { id } = await invite()
  await call('POST', `${ROOM}/invitations/${id}/revoke`, { token: owner.token })
  const read = async (path: string, body?: object) => {
    const response = await call('POST', path, {
      token: stranger.token,
      body,
      headers: { 'x-request-id': 'same-for-both' },
    })
    return [
      response.status,
      await response.text(),
      [...response.headers].filter(([name]) => name !== 'ratelimit'),
    ]
  }
  for (const body of [undefined, {}, { invitation: 'a'.repeat(43) }])
    expect(await read(`${ROOM}/join`, body)).toEqual(await read(`/api/v1/rooms/${OTHER_ROOM_ID}/join`, body))
  const invitation = { expiresInSeconds: 300, maxUses: 1 }
  expect(await read(`${ROOM}/invitations`, invitation)).toEqual(
    await read(`/api/v1/rooms/${OTHER_ROOM_ID}/invitations`, invitation),
  )
})

test('the secret of one room opens no other', async () => {
  const { secret } = await invite()
  const guest = await createPerson()
  const path = `/api/v1/rooms/${OTHER_ROOM_ID}/join`
  const response = await call('POST', path, { token: guest.token, body: { invitation: secret } })
  expect(await readRefusal(response)).toEqual({ status: 404, code: 'not_found' })
})

test('of many at once no more come in than the invitation has uses', async () => {
  const { secret } = await invite(2)
  const crowd = await Promise.all(Array.from({ length: 6 }, createPerson))
  const statuses = await Promise.all(crowd.map(async (person) => (await join(person, secret)).status))
  expect(statuses.toSorted()).toEqual([200, 200, 404, 404, 404, 404])
})

test('where the audit entry can not be written no secret is told; a joining stands all the same', async () => {
  const { secret } = await invite()
  const guest = await createPerson()
  // Both sessions are known to the cache from here on.
  for (const { token } of [owner, guest]) await call('GET', '/api/v1/me', { token })
  const cut = buildGateway({
    variables: { ...stand, NEON_FETCH_ENDPOINT: VARIABLES.NEON_FETCH_ENDPOINT ?? '' },
    answer,
  })
  const body = { expiresInSeconds: 300, maxUses: 1 }
  const refused = await cut.call('POST', `${ROOM}/invitations`, { token: owner.token, body })
  expect(refused.status).toBe(503)
  expect(await refused.text()).not.toContain('secret')
  const joined = await cut.call('POST', `${ROOM}/join`, { token: guest.token, body: { invitation: secret } })
  expect(joined.status).toBe(200)
  expect(lines.filter((line) => line.includes('audit-missed'))).toHaveLength(1)
})
