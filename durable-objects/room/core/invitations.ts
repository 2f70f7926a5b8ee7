import { z } from 'zod'
import type { Actor } from '#domain/roles/can.ts'
import { createInvitationBody, type Invitation, type InvitationList } from '#schema/wire/http/invitations.ts'
import { MAX_PAGE_ITEMS } from '#schema/wire/limits.ts'
import type { JoinedByInvitation, NewInvitation } from '../contract.ts'
import type { StoredInvitation } from '../storage/port.ts'
import { buildMembershipEvent } from './build-room-operation.ts'
import { append, chargeChange, inTurn, requireRight, toAuthor } from './change-room.ts'
import { toRoom } from './describe.ts'
import { MAX_USABLE_INVITATIONS } from './limits.ts'
import { findObjection, type OpenRoom } from './open-room.ts'
import { Refusal } from './refusal.ts'

const SECOND_MS = 1000

const newInvitation = createInvitationBody.extend({
  id: z.uuid(),
  secretHash: z.string().regex(/^[0-9a-f]{64}$/),
})

const toInvitation = (stored: StoredInvitation): Invitation => {
  const { id, createdBy, creatorName, createdAt, expiresAt, maxUses, uses, revokedAt } = stored
  const author = { id: createdBy, name: creatorName }
  return { id, createdBy: author, createdAt, expiresAt, maxUses, uses, revokedAt }
}

export const invite = (room: OpenRoom, actor: Actor, input: NewInvitation): Promise<Invitation> =>
  inTurn(room, async () => {
    requireRight(room, actor, 'room.invite')
    const parsed = newInvitation.safeParse(input)
    if (!parsed.success) throw new Refusal({ code: 'malformed' })
    const { storage, now } = room.deps
    if (storage.countUsableInvitations(now()) >= MAX_USABLE_INVITATIONS)
      throw new Refusal({ code: 'conflict' })
    chargeChange(room, actor.userId)
    const { id, secretHash, maxUses, expiresInSeconds } = parsed.data
    const createdAt = now()
    const stored: StoredInvitation = {
      ...{ id, secretHash, maxUses, createdAt },
      createdBy: actor.userId,
      creatorName: actor.name,
      expiresAt: createdAt + expiresInSeconds * SECOND_MS,
      uses: 0,
      revokedAt: null,
    }
    storage.insertInvitation(stored)
    return toInvitation(stored)
  })

export function listInvitations(room: OpenRoom, actor: Actor): InvitationList {
  requireRight(room, actor, 'room.invite')
  const { storage, now } = room.deps
  return { invitations: storage.listInvitations(now(), MAX_PAGE_ITEMS).map(toInvitation) }
}

export const revokeInvitation = (room: OpenRoom, actor: Actor, id: string): Promise<Invitation> =>
  inTurn(room, async () => {
    requireRight(room, actor, 'room.invite')
    const { storage, now } = room.deps
    storage.revokeInvitation(id, now())
    const revoked = storage.findInvitation({ id })
    if (!revoked) throw new Refusal({ code: 'not_found' })
    return toInvitation(revoked)
  })

/** The invitation, if it still holds for this person: who was removed needs one that was made after that. */
function findUsable({ deps }: OpenRoom, userId: string, secretHash: string): StoredInvitation | null {
  const found = deps.storage.findInvitation({ secretHash })
  if (!found || found.revokedAt !== null) return null
  if (found.uses >= found.maxUses || found.expiresAt <= deps.now()) return null
  const removedAt = deps.storage.readRemovedAt(userId)
  return removedAt === null || found.createdAt > removedAt ? found : null
}

/** Joins with an invitation. One that does not hold is as none; who is a member already uses nothing of it. */
export const joinByInvitation = (
  room: OpenRoom,
  actor: Actor,
  secretHash: string,
): Promise<JoinedByInvitation> =>
  inTurn(room, async () => {
    const { userId } = actor
    const invitationId = findUsable(room, userId, secretHash)?.id
    const code = findObjection(room, actor, 'room.join', { isInvited: invitationId !== undefined })
    if (code) throw new Refusal({ code })
    if (room.log.members.find(userId)) return { room: toRoom(room, userId), invitationId: null }
    const joined = { change: 'joined', role: 'member', invitationId } as const
    await append(room, buildMembershipEvent(toAuthor(actor), joined))
    return { room: toRoom(room, userId), invitationId: invitationId ?? null }
  })
