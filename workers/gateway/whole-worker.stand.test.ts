import { connect } from 'node:net'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { WebSocket } from 'ws'
import { connectControl } from '#dev/stand/connect-control.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { startTestPlatform, type TestPlatform } from '#test/start-test-platform.ts'

const control = connectControl(inject('stand').dataDir)

let platform: TestPlatform
beforeAll(async () => {
  platform = await startTestPlatform()
})
afterAll(() => platform.stop())

type Person = { token: string; id: string }

const call = (method: string, path: string, { token, body }: { token?: string; body?: unknown } = {}) =>
  fetch(`${platform.origin}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

const field = async (response: Response, name: string): Promise<string> =>
  String(Reflect.get(Object(await response.json()), name))

async function come(response: Response): Promise<Person> {
  expect(response.status).toBe(200)
  return { token: response.headers.get('set-auth-token') ?? '', id: await field(response, 'id') }
}
const signUp = async (name: string) =>
  come(
    await call('POST', '/api/v1/auth/sign-up/email', {
      body: { name, email: `${crypto.randomUUID()}@example.org`, password: 'a long password' },
    }),
  )
const comeAsGuest = async (name: string) =>
  come(await call('POST', '/api/v1/auth/sign-in/anonymous', { body: { name } }))

async function createRoom({ token }: Person, visibility: 'public' | 'private' = 'public'): Promise<string> {
  const response = await call('POST', '/api/v1/rooms', { token, body: { name: 'Room', visibility } })
  expect(response.status).toBe(201)
  return field(response, 'id')
}

async function fetchTicket({ token }: Person, room: string): Promise<{ ticket: string; url: string }> {
  const response = await call('POST', `/api/v1/rooms/${room}/tickets`, { token })
  expect(response.status).toBe(200)
  const body: unknown = await response.json()
  return {
    ticket: String(Reflect.get(Object(body), 'ticket')),
    url: String(Reflect.get(Object(body), 'url')),
  }
}

/** `welcome` when the room let the socket in, else the code it closed it with, or the status of the gateway's refusal. */
const open = ({ url, ticket }: { url: string; ticket: string }) =>
  new Promise<string | number>((resolve, reject) => {
    const socket = new WebSocket(url, ['sentinel.v1', `ticket.${ticket}`])
    socket.once('open', () => socket.send(JSON.stringify([{ type: 'hello', position: null }])))
    socket.once('message', (frame) => {
      resolve(String(Reflect.get(Object(JSON.parse(String(frame))[0]), 'type')))
      socket.terminate()
    })
    socket.once('close', (code) => resolve(code))
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.once('error', reject)
  })

const joinedRooms = async ({ token }: Person): Promise<string> =>
  JSON.stringify(await (await call('GET', '/api/v1/rooms?scope=joined', { token })).json())

test('from signing up to an open socket', async () => {
  const ann = await signUp('Ann')
  const room = await createRoom(ann)
  expect(await open(await fetchTicket(ann, room))).toBe('welcome')
})

test('a ticket opens one socket and no second one', async () => {
  const ann = await signUp('Ann')
  const ticket = await fetchTicket(ann, await createRoom(ann))
  expect(await open(ticket)).toBe('welcome')
  expect(await open(ticket)).toBe(CLOSE.ticketRefused)
})

test('created, joined and left rooms show in the own list at once', async () => {
  const [ann, bob] = await Promise.all([signUp('Ann'), comeAsGuest('Bob')])
  const room = await createRoom(ann)
  expect(await joinedRooms(ann)).toContain(room)
  expect(await joinedRooms(bob)).not.toContain(room)
  expect((await call('POST', `/api/v1/rooms/${room}/join`, { token: bob.token })).status).toBe(200)
  expect(await joinedRooms(bob)).toContain(room)
  expect((await call('POST', `/api/v1/rooms/${room}/leave`, { token: bob.token })).status).toBe(200)
  expect(await joinedRooms(bob)).not.toContain(room)
})

test('who left a room gets no socket and no history there', async () => {
  const [ann, bob] = await Promise.all([signUp('Ann'), comeAsGuest('Bob')])
  const room = await createRoom(ann)
  await call('POST', `/api/v1/rooms/${room}/join`, { token: bob.token })
  const ticket = await fetchTicket(bob, room)
  await call('POST', `/api/v1/rooms/${room}/leave`, { token: bob.token })
  expect(await open(ticket)).toBe(CLOSE.membershipEnded)
  expect([403, 404]).toContain(
    (await call('GET', `/api/v1/rooms/${room}/messages`, { token: bob.token })).status,
  )
})

test("someone else's private room looks as if there were none", async () => {
  const [ann, bob] = await Promise.all([signUp('Ann'), signUp('Bob')])
  const room = await createRoom(ann, 'private')
  const { token } = bob
  for (const [method, path] of [
    ['GET', ''],
    ['GET', '/members'],
    ['GET', '/messages'],
    ['POST', '/join'],
    ['POST', '/leave'],
    ['POST', '/archive'],
  ] as const) {
    expect((await call(method, `/api/v1/rooms/${room}${path}`, { token })).status, `${method} ${path}`).toBe(
      404,
    )
  }
  expect((await call('PATCH', `/api/v1/rooms/${room}`, { token, body: { name: 'Mine' } })).status).toBe(404)
  expect(await open(await fetchTicket(bob, room))).toBe(CLOSE.membershipEnded)
  expect(JSON.stringify(await (await call('GET', '/api/v1/rooms', { token })).json())).not.toContain(room)
})

test('a member neither renames nor archives a room, its owner does', async () => {
  const [ann, bob] = await Promise.all([signUp('Ann'), signUp('Bob')])
  const room = await createRoom(ann)
  await call('POST', `/api/v1/rooms/${room}/join`, { token: bob.token })
  const rename = ({ token }: Person) =>
    call('PATCH', `/api/v1/rooms/${room}`, { token, body: { name: 'New' } })
  const archive = ({ token }: Person) => call('POST', `/api/v1/rooms/${room}/archive`, { token })
  expect((await rename(bob)).status).toBe(403)
  expect((await archive(bob)).status).toBe(403)
  expect(await field(await rename(ann), 'name')).toBe('New')
  expect((await archive(ann)).status).toBe(200)
  expect((await rename(ann)).status).toBe(409)
})

test('a room that was never made is not found', async () => {
  const { token } = await signUp('Ann')
  expect((await call('GET', `/api/v1/rooms/${crypto.randomUUID()}`, { token })).status).toBe(404)
})

test('while Redis is down sockets open', async () => {
  const ann = await signUp('Ann')
  const room = await createRoom(ann)
  await control.redis.stop()
  try {
    expect(await open(await fetchTicket(ann, room))).toBe('welcome')
  } finally {
    await control.redis.start()
  }
})

test('while the outbox is down the platform is degraded and rooms go on', async () => {
  const ann = await signUp('Ann')
  await control.mysql.stop()
  try {
    const room = await createRoom(ann)
    expect(await open(await fetchTicket(ann, room))).toBe('welcome')
    const ready = await call('GET', '/ready')
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({
      status: 'degraded',
      dependencies: { outbox: { status: 'down', latencyMs: null }, postgres: { status: 'ok' } },
      outbox: null,
    })
  } finally {
    await control.mysql.start()
  }
})

test('a request under a forged host name is refused by the Worker itself', async () => {
  const { hostname, port } = new URL(platform.origin)
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write('GET /live HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'),
    )
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk
    })
    socket.on('end', () => resolve(received))
    socket.on('error', reject)
  })
  expect(answer).toMatch(/^HTTP\/1\.1 421 /)
  expect(answer).toContain('"untrusted_host"')
})

test('no token, ticket, address or message ever stood in a log line', async () => {
  const ann = await signUp('Quiet Ann')
  const { ticket, url } = await fetchTicket(ann, await createRoom(ann))
  await open({ url, ticket })
  const lines = platform.logLines.join('\n')
  expect(lines).toContain('"/api/v1/rooms/:id/tickets"')
  for (const secret of [ann.token.split('.')[0] ?? '', ticket.slice(0, 60), 'Quiet Ann', 'example.org']) {
    expect(lines).not.toContain(secret)
  }
})
