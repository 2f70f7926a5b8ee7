import { SignJWT } from 'jose'
import { uuidv7 } from 'uuidv7'
import type { Actor } from '#domain/roles/can.ts'

export const TICKET_LIFE_MS = 30_000
export const TICKET_ALGORITHM = 'HS256'
export const audienceOf = (roomId: string): string => `room:${roomId}`

export type IssueTicketInput = {
  actor: Actor
  roleVersion: number
  sessionExpiresAt: number
  roomId: string
  now: number
  /** 256 bits, base64. */
  secret: string
}

/** A signed admission to one room for 30 s (RFC 7519, HS256). It needs no store: the room remembers who used it. */
export async function issueTicket(input: IssueTicketInput): Promise<{ ticket: string; expiresAt: number }> {
  const { actor, roleVersion, sessionExpiresAt, roomId, now, secret } = input
  const expiresAtSeconds = Math.floor((now + TICKET_LIFE_MS) / 1000)
  const ticket = await new SignJWT({
    name: actor.name,
    role: actor.role,
    roleVersion,
    sessionId: actor.sessionId,
    sessionExpiresAt,
  })
    .setProtectedHeader({ alg: TICKET_ALGORITHM, typ: 'JWT' })
    .setSubject(actor.userId)
    .setAudience(audienceOf(roomId))
    .setJti(uuidv7())
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(expiresAtSeconds)
    .sign(Buffer.from(secret, 'base64'))
  return { ticket, expiresAt: expiresAtSeconds * 1000 }
}
