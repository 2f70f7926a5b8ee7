import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ADMISSION_HEADER } from '#durable-objects/room/contract.ts'
import { type IssueTicketInput, issueTicket } from '#services/sessions/issue-ticket.ts'
import {
  buildGateway,
  ORIGIN,
  OTHER_ROOM_ID,
  ROOM_ID,
  readRefusal,
  VARIABLES,
} from '#test/gateway/build-gateway.ts'

let lines: string[]
beforeEach(() => {
  lines = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
})
afterEach(() => void vi.restoreAllMocks())

const actor = {
  userId: '0198c5b0-0000-7000-8000-00000000000a',
  name: 'Zoë 😀',
  role: 'member',
  sessionId: '0198c5b0-0000-7000-8000-00000000000b',
} as const

async function issue(input: Partial<IssueTicketInput> = {}): Promise<string> {
  const { ticket } = await issueTicket({
    actor,
    roleVersion: 1,
    sessionExpiresAt: Date.now() + 1e6,
    roomId: ROOM_ID,
    now: Date.now(),
    secret: VARIABLES.TICKET_SECRET ?? '',
    ...input,
  })
  return ticket
}

const upgrade = (protocols: string, headers: Record<string, string> = {}) => ({
  headers: { upgrade: 'websocket', 'sec-websocket-protocol': protocols, ...headers },
})
const path = `/api/v1/rooms/${ROOM_ID}/socket`

test('[CONN1] [CONN2] a good ticket reaches the room with its claims and nothing else of the request', async () => {
  const { call, roomCalls } = buildGateway()
  const ticket = await issue()
  const response = await call(
    'GET',
    `${path}?stray=1`,
    upgrade(`sentinel.v1, ticket.${ticket}`, {
      origin: ORIGIN,
      cookie: 'sentinel.session_token=hush',
      authorization: 'Bearer hush',
      [ADMISSION_HEADER]: 'forged',
      'x-sentinel-relay': 'forged',
      'x-sentinel-region': 'forged',
    }),
  )
  expect(await response.text()).toBe('admitted')
  expect(roomCalls).toMatchObject([{ room: ROOM_ID, method: 'fetch' }])
  const request = roomCalls[0]?.arguments[0]
  if (!(request instanceof Request)) throw new Error('The room got no request.')
  const { [ADMISSION_HEADER]: admission = '', ...headers } = Object.fromEntries(request.headers)
  expect(headers).toEqual({
    upgrade: 'websocket',
    'sec-websocket-protocol': 'sentinel.v1',
    'x-request-id': expect.any(String),
    'x-sentinel-region': 'any',
  })
  expect(JSON.parse(Buffer.from(admission, 'base64url').toString())).toMatchObject({
    roomId: ROOM_ID,
    userId: actor.userId,
    name: actor.name,
    role: 'member',
  })
})

test('the room is found by the id in lower case, however it was written', async () => {
  const { call, roomCalls } = buildGateway()
  const upper = ROOM_ID.toUpperCase()
  await call('GET', `/api/v1/rooms/${upper}/socket`, upgrade(`sentinel.v1, ticket.${await issue()}`))
  expect(roomCalls).toMatchObject([{ room: ROOM_ID }])
})

test.each<[string, string, (ticket: string) => Record<string, string>, number]>([
  ['without an upgrade', path, (t) => ({ 'sec-websocket-protocol': `sentinel.v1, ticket.${t}` }), 426],
  ['without protocols', path, () => ({ upgrade: 'websocket' }), 426],
  ['of another protocol', path, (t) => upgrade(`sentinel.v2, ticket.${t}`).headers, 426],
  ['in another order', path, (t) => upgrade(`ticket.${t}, sentinel.v1`).headers, 426],
  ['with a third protocol', path, (t) => upgrade(`sentinel.v1, ticket.${t}, other`).headers, 426],
  ['without a ticket', path, () => upgrade('sentinel.v1').headers, 426],
  [
    'with an endless ticket',
    path,
    (t) => upgrade(`sentinel.v1, ticket.${t}${'a'.repeat(5000)}`).headers,
    426,
  ],
  ['with a changed ticket', path, (t) => upgrade(`sentinel.v1, ticket.${t}a`).headers, 401],
  ['with an empty ticket', path, () => upgrade('sentinel.v1, ticket.').headers, 401],
  [
    'to another room',
    path.replace(ROOM_ID, OTHER_ROOM_ID),
    (t) => upgrade(`sentinel.v1, ticket.${t}`).headers,
    401,
  ],
  ['to no room', '/api/v1/rooms/lobby/socket', (t) => upgrade(`sentinel.v1, ticket.${t}`).headers, 400],
  [
    'from a foreign origin',
    path,
    (t) => upgrade(`sentinel.v1, ticket.${t}`, { origin: 'https://evil.test' }).headers,
    403,
  ],
  [
    'from a sandboxed page',
    path,
    (t) => upgrade(`sentinel.v1, ticket.${t}`, { origin: 'null' }).headers,
    403,
  ],
])('[CONN3] a socket %s is refused and the room is not asked', async (_, where, headersFor, status) => {
  const { call, roomCalls } = buildGateway()
  const response = await call('GET', where, { headers: headersFor(await issue()) })
  expect(response.status).toBe(status)
  expect(roomCalls).toEqual([])
})

test('[CONN4] an expired ticket is refused', async () => {
  const { call, roomCalls } = buildGateway()
  const ticket = await issue({ now: Date.now() - 31_000 })
  const response = await call('GET', path, upgrade(`sentinel.v1, ticket.${ticket}`))
  expect(await readRefusal(response)).toEqual({ status: 401, code: 'unauthenticated' })
  expect(roomCalls).toEqual([])
})

test('neither ticket nor protocols are ever logged', async () => {
  const { call } = buildGateway()
  const ticket = await issue()
  await call('GET', path, upgrade(`sentinel.v1, ticket.${ticket}`))
  await call('GET', path, upgrade(`sentinel.v1, ticket.${ticket}x`))
  expect(lines).toHaveLength(2)
  expect(lines.join()).not.toContain(ticket.slice(0, 20))
  expect(lines.join()).not.toContain('sentinel.v1')
})

test.each([{ retryable: true }, { overloaded: true, retryable: true }])(
  'a room that the runtime lost is unavailable, to be tried again: %o',
  async (mark) => {
    const { call } = buildGateway({ answer: () => Promise.reject(Object.assign(new Error('lost'), mark)) })
    const response = await call('GET', path, upgrade(`sentinel.v1, ticket.${await issue()}`))
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await readRefusal(response)).toEqual({ status: 503, code: 'unavailable' })
  },
)
