import { eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { standingChanges } from '#schema/postgres/index.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import { PROTOCOL_REVISION } from '#schema/wire/protocol-version.ts'
import { Circuit } from '#services/connections/circuit.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { connectRedis } from '#services/connections/redis.ts'
import { createSessionCache } from '#services/sessions/session-cache.ts'
import { changeRole } from '#services/users/change-role.ts'
import { grantRole } from '#services/users/grant-role.ts'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'

const { env: stand } = inject('stand')
const db = connectPostgres(stand)
const cache = createSessionCache(connectRedis(stand), new Circuit(0))

let platform: TestPlatform
let administrator: Person
beforeAll(async () => {
  // The first socket of a room is held by the room itself, each further one by a relay.
  platform = await startTestPlatform({ RELAY_THRESHOLD: '1' })
  administrator = await invent('administrator')
})
afterAll(() => platform.stop())

type Person = { id: string; email: string; token: string }

const call = (path: string, { token, body }: { token?: string | undefined; body?: unknown } = {}) =>
  fetch(`${platform.origin}${path}`, {
    method: 'POST',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

async function invent(role: PlatformRole = 'member'): Promise<Person> {
  const email = `${crypto.randomUUID()}@example.org`
  const body = { name: role, email, password: 'a long password' }
  const response = await call('/api/v1/auth/sign-up/email', { body })
  const { id } = Object(await response.json())
  if (role !== 'member') await grantRole({ db, cache }, { email, role })
  return { id, email, token: response.headers.get('set-auth-token') ?? '' }
}

async function signInAgain({ id, email }: Person): Promise<Person> {
  const body = { email, password: 'a long password' }
  const response = await call('/api/v1/auth/sign-in/email', { body })
  return { id, email, token: response.headers.get('set-auth-token') ?? '' }
}

async function createRoom({ token }: Person): Promise<string> {
  const response = await call('/api/v1/rooms', { token, body: { name: 'Harbour' } })
  return String(Object(await response.json()).id)
}

const join = ({ token }: Person, room: string) => call(`/api/v1/rooms/${room}/join`, { token })

async function fetchTicket({ token }: Person, room: string): Promise<{ url: string; ticket: string }> {
  const response = await call(`/api/v1/rooms/${room}/tickets`, { token })
  expect(response.status).toBe(200)
  return Object(await response.json())
}

class Socket {
  closed: number | null = null
  readonly events: { type: string; code?: string }[] = []
  readonly socket: WebSocket

  constructor({ url, ticket }: { url: string; ticket: string }) {
    this.socket = new WebSocket(url, ['sentinel.v1', `ticket.${ticket}`])
    this.socket.on('open', () => this.say({ type: 'hello', position: null, revision: PROTOCOL_REVISION }))
    this.socket.on('message', (frame) => this.events.push(...JSON.parse(String(frame))))
    this.socket.on('close', (code) => {
      this.closed = code
    })
    this.socket.on('error', () => undefined)
  }

  say(event: object): void {
    this.socket.send(JSON.stringify([event]))
  }

  has = (type: string) => this.events.some((event) => event.type === type)
}

const LIMIT = { timeout: 10_000, interval: 10 }
const closing = (...sockets: Socket[]) =>
  vi.waitFor(() => {
    for (const { closed } of sockets) expect(closed).not.toBeNull()
    return sockets.map(({ closed }) => closed)
  }, LIMIT)

async function enter(person: Person, room: string): Promise<Socket> {
  const socket = new Socket(await fetchTicket(person, room))
  await vi.waitFor(() => expect(socket.has('welcome')).toBe(true), LIMIT)
  return socket
}

test('[REVOKE1] signing out closes the sockets of that session, in the room and at its relay, and no others', async () => {
  const ann = await invent()
  const phone = await signInAgain(ann)
  const rooms = [await createRoom(ann), await createRoom(ann)]
  const sockets = [
    await enter(ann, rooms[0] ?? ''),
    await enter(ann, rooms[0] ?? ''),
    await enter(ann, rooms[1] ?? ''),
  ]
  const other = await enter(phone, rooms[1] ?? '')
  expect((await call('/api/v1/auth/sign-out', { token: ann.token })).status).toBe(204)
  expect(await closing(...sockets)).toEqual([4503, 4503, 4503])
  other.say({ type: 'send', id: uuidv7(), text: 'still here' })
  await vi.waitFor(() => expect(other.has('ack')).toBe(true), LIMIT)
})

test('[REVOKE4] once signing out was answered, a ticket from before it opens no socket', async () => {
  const ann = await invent()
  const room = await createRoom(ann)
  const ticket = await fetchTicket(ann, room)
  await call('/api/v1/auth/sign-out', { token: ann.token })
  const socket = new Socket(ticket)
  expect(await closing(socket)).toEqual([CLOSE.sessionRevoked])
  expect(socket.events).toEqual([])
})

test('[REVOKE2] a ban closes every socket of the person, keeps them out, and ends with its end', async () => {
  const ann = await invent()
  const phone = await signInAgain(ann)
  const room = await createRoom(ann)
  const ticket = await fetchTicket(ann, room)
  const sockets = [await enter(ann, room), await enter(phone, room)]
  const ban = (verb: string, body?: object) =>
    call(`/api/v1/admin/users/${ann.id}/${verb}`, { token: administrator.token, body })
  expect((await ban('ban', { seconds: 3_600, reason: 'rude' })).status).toBe(204)
  expect(await closing(...sockets)).toEqual([CLOSE.banned, CLOSE.banned])
  expect(await closing(new Socket(ticket))).toEqual([CLOSE.banned])
  expect((await ban('unban')).status).toBe(204)
  await enter(ann, room)
})

test('[REVOKE3] a role that is taken away ends what it allowed, on sockets that are open', async () => {
  const [ann, mod] = [await invent(), await invent('moderator')]
  const room = await createRoom(ann)
  const said = await enter(ann, room)
  said.say({ type: 'send', id: uuidv7(), text: 'rude' })
  await vi.waitFor(() => expect(said.has('ack')).toBe(true), LIMIT)
  const watching = await enter(mod, room)
  await call(`/api/v1/admin/users/${mod.id}/role`, { token: administrator.token, body: { role: 'member' } })
  // A relay's client comes anew; who only reads the room by that role reads it no more.
  expect(await closing(watching)).toEqual([CLOSE.restarting])
  expect(await closing(new Socket(await fetchTicket(mod, room)))).toEqual([CLOSE.membershipEnded])
  await join(mod, room)
  const member = await enter(mod, room)
  member.say({ type: 'delete', id: uuidv7(), target: { epoch: 1, seq: 3 } })
  await vi.waitFor(() => expect(member.events).toContainEqual(expect.objectContaining({ code: 'forbidden' })))
})

test('a change that its maker could not tell is told by the sweeper', async () => {
  const [ann, mod] = [await invent(), await invent('moderator')]
  const watching = await enter(mod, await createRoom(ann))
  const now = Date.now() - 10_000
  await changeRole({ db, cache }, { actor: null, userId: mod.id, role: 'member', now })
  expect(watching.closed).toBeNull()
  await platform.runCron()
  expect(await closing(watching)).toEqual([CLOSE.membershipEnded])
  await vi.waitFor(async () => {
    const rows = await db.select().from(standingChanges).where(eq(standingChanges.userId, mod.id))
    expect(rows.map(({ toldAt }) => toldAt)).not.toContain(null)
  }, LIMIT)
})

test('[REVOKE4] what an inbox keeps outlives a killed process: a ticket from before opens no socket after it', async () => {
  const ann = await invent()
  const room = await createRoom(ann)
  const ticket = await fetchTicket(ann, room)
  await call('/api/v1/auth/sign-out', { token: ann.token })
  await platform.killWorkerd()
  await platform.start()
  expect(await closing(new Socket(ticket))).toEqual([CLOSE.sessionRevoked])
})
