import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import type { Actor } from '#domain/roles/can.ts'
import type { RoomCapability } from '#domain/roles/capabilities.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import { type Visibility, visibility } from '#schema/wire/http/rooms.ts'
import { Circuit } from '#services/connections/circuit.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { connectRedis } from '#services/connections/redis.ts'
import { createSessionCache } from '#services/sessions/session-cache.ts'
import { grantRole } from '#services/users/grant-role.ts'
import { buildPlace, INVITATION_ID, type Place } from '#test/access/build-place.ts'
import { CASES, mayInRoom, mayOnPlatform, refusalOf } from '#test/access/policy.ts'
import { buildGateway, type CallOptions, readRefusal } from '#test/gateway/build-gateway.ts'
import { ROOM_ID } from '#test/room/room-world.ts'

/** The real routes, sessions and audit entries, and behind them a real room: only the way between the two is short. */
const { env: stand } = inject('stand')
const db = connectPostgres(stand)
const ROLES = ['guest', 'member', 'paid-member', 'moderator', 'administrator'] as const

const AFTERWARDS = new Map<string, string>([['area51.enter', 'second_factor_required']])
const NOBODY = '01900000-0000-7000-8000-0000000000dd'

type Person = { token: string; actor: Actor }
const people = new Map<PlatformRole, Person>()
let target: Person
let place: Place | null = null

const { call } = buildGateway({
  variables: stand,
  answer: ({ method, arguments: given }) => {
    const verb: unknown = place && Reflect.get(place.world.core, method)
    if (!place || typeof verb !== 'function') throw new Error(`no room, or no verb ${method}`)
    return Reflect.apply(verb, place.world.core, given)
  },
})

async function createPerson(role: PlatformRole): Promise<Person> {
  const email = `${role}-${crypto.randomUUID()}@example.org`
  const response =
    role === 'guest'
      ? await call('POST', '/api/v1/auth/sign-in/anonymous')
      : await call('POST', '/api/v1/auth/sign-up/email', {
          body: { name: role, email, password: 'a long password' },
        })
  const token = response.headers.get('set-auth-token') ?? ''
  if (role !== 'guest') {
    const cache = createSessionCache(connectRedis(stand), new Circuit(0))
    await grantRole({ db, cache }, { email, role })
  }
  const me = (await (await call('GET', '/api/v1/me', { token })).json()) as { id: string; name: string }
  return { token, actor: { userId: me.id, name: me.name, role, sessionId: 'any' } }
}

beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await migrate(stand)
  for (const role of ROLES) people.set(role, await createPerson(role))
  target = await createPerson('paid-member')
})
afterAll(() => void vi.restoreAllMocks())

const personOf = (role: PlatformRole): Person => {
  const person = people.get(role)
  if (!person) throw new Error(`nobody is ${role}`)
  return person
}

const codeOf = async (response: Response): Promise<unknown> =>
  response.ok ? null : (await readRefusal(response)).code

type Request = {
  needs: RoomCapability
  send: (token: string) => [method: string, path: string, options: CallOptions]
  isHarmless?: true
}

const room = `/api/v1/rooms/${ROOM_ID}`
const memberPath = () => `${room}/members/${target.actor.userId}`

/** Every route that is about one room, by what it needs. */
const REQUESTS: Record<string, Request> = {
  getRoom: { needs: 'room.see', send: (token) => ['GET', room, { token }], isHarmless: true },
  listMembers: {
    needs: 'member.list',
    send: (token) => ['GET', `${room}/members`, { token }],
    isHarmless: true,
  },
  listMessages: {
    needs: 'room.read',
    send: (token) => ['GET', `${room}/messages`, { token }],
    isHarmless: true,
  },
  listPins: { needs: 'room.read', send: (token) => ['GET', `${room}/pins`, { token }], isHarmless: true },
  readUnread: { needs: 'room.read', send: (token) => ['GET', `${room}/unread`, { token }], isHarmless: true },
  listInvitations: {
    needs: 'room.invite',
    send: (token) => ['GET', `${room}/invitations`, { token }],
    isHarmless: true,
  },
  createInvitation: {
    needs: 'room.invite',
    send: (token) => ['POST', `${room}/invitations`, { token, body: { expiresInSeconds: 300, maxUses: 1 } }],
    isHarmless: true,
  },
  revokeInvitation: {
    needs: 'room.invite',
    send: (token) => ['POST', `${room}/invitations/${INVITATION_ID}/revoke`, { token }],
    isHarmless: true,
  },
  renameRoom: {
    needs: 'room.rename',
    send: (token) => ['PATCH', room, { token, body: { name: 'Pier' } }],
    isHarmless: true,
  },
  setTopic: {
    needs: 'room.set-topic',
    send: (token) => ['PATCH', room, { token, body: { topic: 'ice' } }],
    isHarmless: true,
  },
  muteMember: {
    needs: 'member.mute',
    send: (token) => ['PUT', `${memberPath()}/mute`, { token, body: { seconds: 60 } }],
    isHarmless: true,
  },
  unmuteMember: {
    needs: 'member.mute',
    send: (token) => ['DELETE', `${memberPath()}/mute`, { token }],
    isHarmless: true,
  },
  changeMember: {
    needs: 'member.change-role',
    send: (token) => ['PATCH', memberPath(), { token, body: { role: 'owner' } }],
  },
  removeMember: { needs: 'member.remove', send: (token) => ['DELETE', memberPath(), { token }] },
  transferRoom: {
    needs: 'room.transfer',
    send: (token) => ['POST', `${room}/transfer`, { token, body: { userId: target.actor.userId } }],
  },
  archiveRoom: { needs: 'room.archive', send: (token) => ['POST', `${room}/archive`, { token }] },
  leaveRoom: { needs: 'room.leave', send: (token) => ['POST', `${room}/leave`, { token }] },
  joinRoom: { needs: 'room.join', send: (token) => ['POST', `${room}/join`, { token }] },
}

describe('every route about a room, cell by cell', () => {
  test.each(CASES.filter(({ isInvited }) => !isInvited))('$name ($standing)', async (of) => {
    const { token, actor } = personOf(of.role)
    const build = () => buildPlace(of, { subject: actor, target: target.actor })
    place = await build()
    for (const [name, { needs, send, isHarmless = false }] of Object.entries(REQUESTS)) {
      const expected = refusalOf(of, needs)
      expect(await codeOf(await call(...send(token))), name).toBe(expected)
      if (expected === null && !isHarmless) place = await build()
    }
  })

  test.each(CASES.filter(({ isInvited }) => isInvited))(
    '$name ($standing): joining by a link',
    async (of) => {
      const { token, actor } = personOf(of.role)
      place = await buildPlace({ ...of, roomRole: null }, { subject: actor, target: target.actor })
      const owner = personOf('administrator')
      const body = { expiresInSeconds: 300, maxUses: 1 }
      const created = await call('POST', `${room}/invitations`, { token: owner.token, body })
      const { secret } = (await created.json()) as { secret: string }
      const joined = await call('POST', `${room}/join`, { token, body: { invitation: secret } })
      expect(await codeOf(joined)).toBe(refusalOf(of, 'room.join'))
      const listed = await call('GET', `${room}/invitations`, { token: owner.token })
      const { invitations } = (await listed.json()) as { invitations: { uses: number }[] }
      const uses = invitations.reduce((sum, each) => sum + each.uses, 0)
      expect(uses).toBe(mayInRoom(of, 'room.join') ? 1 : 0)
    },
  )
})

/** Who makes which room: a second time by hand. */
const MAKERS: Record<Visibility, readonly PlatformRole[]> = {
  public: ['member', 'paid-member', 'moderator', 'administrator'],
  members: ['member', 'paid-member', 'moderator', 'administrator'],
  paid: ['paid-member', 'moderator', 'administrator'],
  private: ['member', 'paid-member', 'moderator', 'administrator'],
}

describe.each(ROLES)('on the platform a %s', (role) => {
  test('lists rooms', async () => {
    const response = await call('GET', '/api/v1/rooms', { token: personOf(role).token })
    expect(response.ok).toBe(mayOnPlatform(role, 'room.list'))
  })

  test.each(visibility.options)('makes a %s room, or not', async (kind) => {
    place = await buildPlace({ visibility: kind, role, roomRole: 'owner' }, { subject: personOf(role).actor })
    const body = { name: `of ${role}`, visibility: kind }
    const response = await call('POST', '/api/v1/rooms', { token: personOf(role).token, body })
    expect(await codeOf(response)).toBe(MAKERS[kind].includes(role) ? null : 'forbidden')
    expect(MAKERS[kind].includes(role) && !mayOnPlatform(role, 'room.create')).toBe(false)
  })

  test('is handed a room, or not', async () => {
    const owner = personOf('administrator')
    place = await buildPlace(
      { visibility: 'public', role: 'administrator', roomRole: 'owner' },
      { subject: owner.actor, target: personOf(role).actor },
    )
    const body = { userId: personOf(role).actor.userId }
    if (role === 'administrator') return
    const response = await call('POST', `${room}/transfer`, { token: owner.token, body })
    expect(await codeOf(response)).toBe(mayOnPlatform(role, 'room.own') ? null : 'conflict')
  })

  test.each([
    ['outbox.read', 'GET', '/api/v1/admin/outbox', undefined],
    ['outbox.read', 'GET', '/api/v1/admin/outbox/dead-letters', undefined],
    ['area51.enter', 'GET', '/api/v1/area51/audit', undefined],
    ['user.ban', 'POST', `/api/v1/admin/users/${NOBODY}/unban`, undefined],
    ['user.grant-role', 'POST', `/api/v1/admin/users/${NOBODY}/role`, { role: 'member' }],
    ['outbox.requeue', 'POST', '/api/v1/admin/outbox/dead-letters/requeue', { ids: ['1'] }],
  ] as const)('%s by %s %s', async (capability, method, path, body) => {
    const response = await call(method, path, { token: personOf(role).token, body })
    // What answers who may: there is no such person, and Area 51 asks for a second factor besides.
    const granted = path.includes(NOBODY) ? 'not_found' : AFTERWARDS.get(capability)
    expect(await codeOf(response)).toBe(mayOnPlatform(role, capability) ? (granted ?? null) : 'forbidden')
  })
})
