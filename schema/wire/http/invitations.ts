import * as z from 'zod'
import { timestamp } from '../ids.ts'
import { author } from '../server/log-events.ts'

/** 256 random bits in base64url. */
export const invitationSecret = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** For 5 minutes to 30 days, and 1 to 1,000 people. */
export const createInvitationBody = z.strictObject({
  expiresInSeconds: z
    .int()
    .min(5 * 60)
    .max(30 * 86_400),
  maxUses: z.int().min(1).max(1000),
})
export type CreateInvitation = z.infer<typeof createInvitationBody>

/** What is known of an invitation once it was handed out. */
export const invitation = z.object({
  id: z.uuid(),
  createdBy: author,
  createdAt: timestamp,
  expiresAt: timestamp,
  maxUses: z.int().min(1),
  uses: z.int().min(0),
  revokedAt: timestamp.nullable(),
})
export type Invitation = z.infer<typeof invitation>

/** Told once. The secret stands in the fragment of `link`, which no browser sends to a server. */
export const createdInvitation = invitation.extend({ secret: invitationSecret, link: z.url() })
export type CreatedInvitation = z.infer<typeof createdInvitation>

/** Those that can still be used first, then the newest: 100 at most. */
export const invitationList = z.object({ invitations: z.array(invitation) })
export type InvitationList = z.infer<typeof invitationList>

/** `invitation`: the secret of one, where the room is not open anyway. */
export const joinRoomBody = z.strictObject({ invitation: invitationSecret.optional() })
