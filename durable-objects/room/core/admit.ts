import { z } from 'zod'
import { currentRole } from '#domain/standing/standing.ts'
import { decodeHeader } from '#durable-objects/sockets/header.ts'
import { judgeSocket } from '#durable-objects/sockets/judge-socket.ts'
import type { Attachment } from '#durable-objects/sockets/session.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import type { ErrorCode } from '#schema/wire/error-codes.ts'
import { platformRole } from '#schema/wire/http/me.ts'
import { roomId, userId } from '#schema/wire/ids.ts'
import { askInbox } from './ask-inbox.ts'
import {
  COME_BACK_MS,
  HELLO_TIMEOUT_MS,
  MAX_SOCKETS_PER_ROOM,
  MAX_SOCKETS_PER_USER,
  SOCKET_AGE_JITTER,
} from './limits.ts'
import { findObjection, type OpenRoom } from './open-room.ts'

const ticketClaims = z.object({
  ticketId: z.string().min(1).max(100),
  roomId,
  userId,
  name: z.string().max(200),
  role: platformRole,
  roleVersion: z.int(),
  sessionId: z.string().max(200),
  expiresAt: z.int(),
  sessionExpiresAt: z.int(),
})
export type Claims = z.infer<typeof ticketClaims>

/** `close`: what a client must understand is told by a close code, since browsers hide a refused upgrade. */
export type Admission =
  | { type: 'refuse'; code: ErrorCode }
  | { type: 'close'; code: number; reason: string }
  | { type: 'admit'; attachment: Attachment }
  /** Admitted, but a relay is to hold the socket. */
  | { type: 'relay'; relay: string; assignment: string; attachment: Attachment }

/** The claims that the gateway put into the admission header; null where it did not. */
export function parseClaims(header: string | null): Claims | null {
  const parsed = ticketClaims.safeParse(header === null ? undefined : decodeHeader(header))
  return parsed.success ? parsed.data : null
}

const close = (code: number, reason: string): Admission => ({ type: 'close', code, reason })

/** The same for a room that there is not: a stranger can't tell it from one that is private. */
export const notAMember = close(CLOSE.membershipEnded, 'not a member of the room')

const toActor = ({ userId, name, role, sessionId }: Claims) => ({ userId, name, role, sessionId })
const comeBack = `retry_after_ms=${COME_BACK_MS}`

/** Whether these claims open a socket here and now. An admitted ticket is used up. */
export async function decideAdmission(room: OpenRoom, claims: Claims, region: string): Promise<Admission> {
  const refused = findRefusal(room, claims)
  if (refused) return refused
  const standing = await askInbox(room, claims.userId)
  // Nobody comes in of whom it is not known whether they still may.
  if (!standing) return close(CLOSE.restarting, comeBack)
  const ending = judgeSocket(standing, claims, room.deps.now())
  if (ending) return close(ending.code, ending.reason)
  const roleVersion = Math.max(claims.roleVersion, standing.role?.roleVersion ?? 0)
  const current = { ...claims, role: currentRole(standing, claims), roleVersion }
  return findRefusal(room, current) ?? admit(room, current, region)
}

function findRefusal(room: OpenRoom, claims: Claims): Admission | null {
  const { deps, sessions, log, relays } = room
  const now = deps.now()
  const actor = toActor(claims)
  if (claims.roomId !== deps.roomId) return close(CLOSE.ticketRefused, 'the ticket is for another room')
  if (claims.expiresAt <= now || claims.sessionExpiresAt <= now) {
    return close(CLOSE.sessionExpired, 'the ticket or its session expired')
  }
  if (findObjection(room, actor, 'room.read')) return notAMember
  if (log.record.archivedAt !== null) return close(CLOSE.archived, 'the room is archived')
  if (sessions.countOf(actor.userId) + relays.countOf(actor.userId) >= MAX_SOCKETS_PER_USER)
    return close(CLOSE.flooding, comeBack)
  if (sessions.size + relays.sockets >= MAX_SOCKETS_PER_ROOM) return close(CLOSE.restarting, comeBack)
  return null
}

function admit(room: OpenRoom, claims: Claims, region: string): Admission {
  const { deps, sessions, relays } = room
  const now = deps.now()
  const actor = toActor(claims)
  if (!deps.storage.takeTicket(claims.ticketId, claims.expiresAt)) {
    return close(CLOSE.ticketRefused, 'the ticket was used')
  }
  const age = deps.maxSocketAgeMs * (1 - SOCKET_AGE_JITTER * deps.random())
  const sessionExpiresAt = Math.min(claims.sessionExpiresAt, now + Math.round(age))
  const attachment: Attachment = {
    version: 1,
    ...actor,
    roleVersion: claims.roleVersion,
    sessionExpiresAt,
    admittedAt: now,
    phase: 'admitted',
    revision: 1,
    presence: 'online',
  }
  if (sessions.size < deps.relayThreshold) return { type: 'admit', attachment }
  const assignment = claims.ticketId
  const relay = relays.assign({ id: assignment, userId: actor.userId, region })
  return { type: 'relay', relay, assignment, attachment }
}

/** Closes who said no hello in time. */
export function closeSilent(room: OpenRoom): void {
  const now = room.deps.now()
  room.sessions.closeWhere(
    ({ phase, admittedAt }) => phase === 'admitted' && now - admittedAt >= HELLO_TIMEOUT_MS,
    CLOSE.idle,
    'no hello in time',
  )
}
