import type { Actor } from '#domain/roles/can.ts'
import type { ErrorCode } from '#schema/wire/error-codes.ts'
import type { History, HistoryQuery, PinList } from '#schema/wire/http/history.ts'
import type { CreateInvitation, Invitation, InvitationList } from '#schema/wire/http/invitations.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import type {
  ChangeMember,
  ChangeRoom,
  Member,
  MemberList,
  Mute,
  Room,
  Unread,
} from '#schema/wire/http/rooms.ts'

/** RPC carries no error classes, so an expected refusal is a value. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; code: ErrorCode; retryAfterMs?: number }

/** `secretHash`: SHA-256 of the secret in hexadecimal digits. The room never learns the secret. */
export type NewInvitation = CreateInvitation & { id: string; secretHash: string }
/** `invitationId`: the invitation that was used up by it; null where none was needed. */
export type JoinedByInvitation = { room: Room; invitationId: string | null }
/** The person's role on the platform, which the room does not know; null for who is not there any more. */
export type NewOwner = { userId: string; platformRole: PlatformRole | null }
/** `platformRole` as for a new owner: asked for where the new role is `owner`. */
export type RoleChange = ChangeMember & { platformRole?: PlatformRole | null | undefined }

/**
 * What the gateway may ask of a room. The room authorises each call itself. A room that does not know itself yet loads
 * from Postgres on its first call; `not_found` where there is none or the actor may not know of it.
 */
export interface RoomRpc {
  describe(actor: Actor): Promise<Outcome<Room>>
  join(actor: Actor): Promise<Outcome<Room>>
  joinByInvitation(actor: Actor, secretHash: string): Promise<Outcome<JoinedByInvitation>>
  leave(actor: Actor): Promise<Outcome<Room>>
  change(actor: Actor, change: ChangeRoom): Promise<Outcome<Room>>
  archive(actor: Actor): Promise<Outcome<Room>>
  transfer(actor: Actor, to: NewOwner): Promise<Outcome<Room>>
  invite(actor: Actor, invitation: NewInvitation): Promise<Outcome<Invitation>>
  invitations(actor: Actor): Promise<Outcome<InvitationList>>
  revokeInvitation(actor: Actor, invitationId: string): Promise<Outcome<Invitation>>
  members(actor: Actor, page: { cursor?: string | undefined; limit: number }): Promise<Outcome<MemberList>>
  changeMember(actor: Actor, userId: string, change: RoleChange): Promise<Outcome<Member>>
  removeMember(actor: Actor, userId: string): Promise<Outcome<null>>
  muteMember(actor: Actor, userId: string, body: Mute): Promise<Outcome<Member>>
  unmuteMember(actor: Actor, userId: string): Promise<Outcome<Member>>
  pins(actor: Actor): Promise<Outcome<PinList>>
  unread(actor: Actor): Promise<Outcome<Unread>>
  history(actor: Actor, query: HistoryQuery): Promise<Outcome<History>>
}

/**
 * The gateway verifies a ticket's signature, audience and age, then hands its claims to the room's `fetch` in this
 * header: base64url of the UTF-8 JSON of `TicketClaims`. The room admits each `ticketId` once.
 */
export const ADMISSION_HEADER = 'x-sentinel-admission'

/** Where the client is, as a location hint; for relays. */
export const REGION_HEADER = 'x-sentinel-region'

export type TicketClaims = {
  ticketId: string
  roomId: string
  userId: string
  name: string
  role: Actor['role']
  roleVersion: number
  sessionId: string
  /** Milliseconds: when the ticket ends, and when the session behind it does. */
  expiresAt: number
  sessionExpiresAt: number
}
