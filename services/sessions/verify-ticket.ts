import { errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { platformRole } from '#schema/wire/http/me.ts'
import { audienceOf, TICKET_ALGORITHM } from './issue-ticket.ts'

const claims = z
  .object({
    sub: z.uuid(),
    jti: z.uuid(),
    exp: z.int(),
    name: z.string(),
    role: platformRole,
    roleVersion: z.int(),
    sessionId: z.uuid(),
    sessionExpiresAt: z.int(),
  })
  .transform(({ sub, jti, exp, ...rest }) => ({ ...rest, userId: sub, ticketId: jti, expiresAt: exp * 1000 }))

export type VerifiedTicket = z.infer<typeof claims> & { roomId: string }

/** The claims of a ticket that is ours, for this room and not expired, else null. Whether it was used, the room knows. */
export async function verifyTicket(input: {
  ticket: string
  roomId: string
  now: number
  secret: string
}): Promise<VerifiedTicket | null> {
  try {
    const { payload } = await jwtVerify(input.ticket, Buffer.from(input.secret, 'base64'), {
      algorithms: [TICKET_ALGORITHM],
      audience: audienceOf(input.roomId),
      currentDate: new Date(input.now),
      requiredClaims: ['exp', 'jti', 'sub'],
      clockTolerance: 0,
    })
    const parsed = claims.safeParse(payload)
    return parsed.success ? { ...parsed.data, roomId: input.roomId } : null
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}
