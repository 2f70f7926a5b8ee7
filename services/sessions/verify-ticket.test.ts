import { randomBytes } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { expect, test } from 'vitest'
import { type IssueTicketInput, issueTicket } from './issue-ticket.ts'
import { verifyTicket } from './verify-ticket.ts'

const SECRET = randomBytes(32).toString('base64')
const ROOM = '0198c5b0-0000-7000-8000-000000000001'
const OTHER_ROOM = '0198c5b0-0000-7000-8000-000000000002'
const NOW = 1_795_000_000_000

const actor = {
  userId: '0198c5b0-0000-7000-8000-00000000000a',
  name: 'Zoë 😀',
  role: 'member',
  sessionId: '0198c5b0-0000-7000-8000-00000000000b',
} as const

const issue = (input: Partial<IssueTicketInput> = {}) =>
  issueTicket({
    actor,
    roleVersion: 3,
    sessionExpiresAt: NOW + 1e6,
    roomId: ROOM,
    now: NOW,
    secret: SECRET,
    ...input,
  })

const verify = (ticket: string, input: { roomId?: string; now?: number; secret?: string } = {}) =>
  verifyTicket({ ticket, roomId: ROOM, now: NOW, secret: SECRET, ...input })

test('a ticket names user, session, room and role version', async () => {
  const { ticket, expiresAt } = await issue()
  expect(await verify(ticket)).toMatchObject({
    roomId: ROOM,
    userId: actor.userId,
    name: actor.name,
    role: 'member',
    roleVersion: 3,
    sessionId: actor.sessionId,
    sessionExpiresAt: NOW + 1e6,
    expiresAt,
  })
})

test('two tickets have different ids', async () => {
  const [first, second] = await Promise.all([issue(), issue()])
  const ids = await Promise.all([verify(first.ticket), verify(second.ticket)])
  expect(ids[0]?.ticketId).not.toBe(ids[1]?.ticketId)
})

test('a ticket lives 30 s and not a second longer', async () => {
  const { ticket } = await issue()
  expect(await verify(ticket, { now: NOW + 29_000 })).not.toBeNull()
  expect(await verify(ticket, { now: NOW + 30_000 })).toBeNull()
})

test('a ticket opens its own room only', async () => {
  const { ticket } = await issue()
  expect(await verify(ticket, { roomId: OTHER_ROOM })).toBeNull()
})

test('a ticket under another secret is refused', async () => {
  const { ticket } = await issue({ secret: randomBytes(32).toString('base64') })
  expect(await verify(ticket)).toBeNull()
})

test('a changed ticket is refused', async () => {
  const { ticket } = await issue()
  const [header, payload = '', signature] = ticket.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const forged = Buffer.from(JSON.stringify({ ...claims, role: 'administrator' })).toString('base64url')
  expect(await verify([header, forged, signature].join('.'))).toBeNull()
})

test('an unsigned ticket is refused', async () => {
  const unsigned = new UnsecuredJWT({ role: 'administrator' })
    .setAudience(`room:${ROOM}`)
    .setSubject(actor.userId)
  expect(await verify(unsigned.setExpirationTime(NOW / 1000 + 30).encode())).toBeNull()
})

test('a signed token of another shape is refused', async () => {
  const token = await new SignJWT({ role: 'emperor' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(actor.userId)
    .setJti(actor.userId)
    .setAudience(`room:${ROOM}`)
    .setExpirationTime(NOW / 1000 + 30)
    .sign(Buffer.from(SECRET, 'base64'))
  expect(await verify(token)).toBeNull()
})

test.each(['', 'a', 'a.b.c', '..', '😀'])('what is no token at all is refused: %s', async (ticket) => {
  expect(await verify(ticket)).toBeNull()
})
