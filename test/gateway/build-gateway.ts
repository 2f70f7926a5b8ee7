import type { Outcome } from '#durable-objects/room/contract.ts'
import type { Room } from '#schema/wire/http/rooms.ts'
import { createGateway } from '#workers/gateway/app.ts'
import { BILLING_SECRETS } from './sign-billing.ts'

export const ORIGIN = 'http://chat.test'
export const ROOM_ID = '0198c5b0-0000-7000-8000-000000000001'
export const OTHER_ROOM_ID = '0198c5b0-0000-7000-8000-000000000002'

const KEY = Buffer.alloc(32, 1).toString('base64')
const NOWHERE = 'http://127.0.0.1:9'

/** Well-formed, and with no database behind it. */
export const VARIABLES: Readonly<Record<string, string>> = {
  ENVIRONMENT: 'test',
  PUBLIC_ORIGIN: ORIGIN,
  TRUSTED_HOSTS: 'chat.test',
  TRUSTED_ORIGINS: `${ORIGIN},https://partner.test`,
  DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:9/none',
  NEON_FETCH_ENDPOINT: `${NOWHERE}/sql`,
  OUTBOX_URL: 'http://nobody:nothing@127.0.0.1:9',
  UPSTASH_REDIS_REST_URL: NOWHERE,
  UPSTASH_REDIS_REST_TOKEN: 'a-token-of-enough-characters',
  AUTH_SECRET: 'a-secret-of-at-least-thirty-two-characters',
  TICKET_SECRET: KEY,
  MASTER_KEYS: `1:${KEY}`,
  AUTH_ATTEMPTS_PER_MINUTE: '100000',
  SIGN_UP: 'open',
  RATE_LIMITS: '{"auth":1000000,"ticket":1000000,"read":1000000,"write":1000000,"administration":1000000}',
  BILLING_WEBHOOK_SECRETS: BILLING_SECRETS.join(),
}

/** What production asks for besides. */
export const PRODUCTION_VARIABLES: Readonly<Record<string, string>> = {
  ENVIRONMENT: 'production',
  SIGN_UP: 'verified',
  MAIL_API_URL: 'https://mail.test/emails',
  MAIL_API_TOKEN: 'a-token-of-the-mail-api',
  MAIL_FROM: 'no-reply@chat.test',
}

const ROOM: Room = {
  id: ROOM_ID,
  name: 'Lobby',
  visibility: 'public',
  createdAt: 1,
  archivedAt: null,
  role: 'member',
}

const MEMBER = { user: { id: ROOM_ID, name: 'Mia' }, role: 'member', joinedAt: 1 }
const INVITATION = {
  id: OTHER_ROOM_ID,
  createdBy: { id: ROOM_ID, name: 'Mia' },
  createdAt: 1,
  expiresAt: 2,
  maxUses: 1,
  uses: 0,
  revokedAt: null,
}
const UNREAD = { head: { epoch: 1, seq: 1 }, delivered: null, read: null, unread: 0 }

export type RoomCall = { room: string; method: string; arguments: unknown[] }

type Answer = (call: RoomCall) => unknown

const accept: Answer = ({ method }): Outcome<unknown> | Response => {
  if (method === 'fetch') return new Response('admitted')
  if (method === 'invite' || method === 'revokeInvitation') return { ok: true, value: INVITATION }
  if (method === 'invitations') return { ok: true, value: { invitations: [INVITATION] } }
  if (method === 'joinByInvitation') return { ok: true, value: { room: ROOM, invitationId: null } }
  if (method === 'members') return { ok: true, value: { members: [], nextCursor: null } }
  if (method === 'removeMember') return { ok: true, value: null }
  if (method === 'pins') return { ok: true, value: { messages: [] } }
  if (method === 'unread') return { ok: true, value: UNREAD }
  if (/^(un)?mute|^changeMember$/.test(method)) return { ok: true, value: MEMBER }
  if (method === 'history') return { ok: true, value: { messages: [], hasMore: false } }
  return { ok: true, value: ROOM }
}

export type CallOptions = {
  body?: unknown
  /** Sent as it is, in place of `body`. */
  rawBody?: string
  headers?: Record<string, string>
  /** The value of `set-auth-token`. */
  token?: string | undefined
}

/** The gateway with rooms that record what they are asked and answer as `answer` says. */
export function buildGateway(input: { variables?: Record<string, string>; answer?: Answer } = {}) {
  const { variables = {}, answer = accept } = input
  const roomCalls: RoomCall[] = []
  const findRoom = (room: string) =>
    new Proxy(
      {},
      {
        get: (_, method: string) => {
          return async (...given: unknown[]) => {
            const call = { room, method, arguments: given }
            roomCalls.push(call)
            return answer(call)
          }
        },
      },
    )
  const gateway = createGateway()
  const bindings = {
    ...VARIABLES,
    ...variables,
    ROOM: { getByName: findRoom },
    RELAY: { getByName: findRoom },
    DRAINER: { getByName: () => ({ wake: async () => undefined }) },
  }
  const call = async (method: string, path: string, options: CallOptions = {}): Promise<Response> => {
    const { body, rawBody, headers = {}, token } = options
    const init: RequestInit = { method, headers: { ...headers } }
    const sent = rawBody ?? (body === undefined ? undefined : JSON.stringify(body))
    if (sent !== undefined) {
      init.body = sent
      init.headers = { 'content-type': 'application/json', ...headers }
    }
    if (token !== undefined) init.headers = { ...init.headers, authorization: `Bearer ${token}` }
    const url = path.startsWith('http') ? path : `${ORIGIN}${path}`
    return await gateway.request(url, init, bindings)
  }
  return { gateway, call, roomCalls }
}

export type BuiltGateway = ReturnType<typeof buildGateway>

/** A response's status and, when it is a refusal, its code. */
export async function readRefusal(response: Response): Promise<{ status: number; code: unknown }> {
  const body: unknown = await response.json().catch(() => null)
  return { status: response.status, code: Reflect.get(Object(Reflect.get(Object(body), 'error')), 'code') }
}
