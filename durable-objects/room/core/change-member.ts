import type { Actor } from '#domain/roles/can.ts'
import type { RoomCapability } from '#domain/roles/capabilities.ts'
import { outranks } from '#domain/roles/outranks.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { platformRole } from '#schema/wire/http/me.ts'
import { changeMemberBody, type Member, muteBody } from '#schema/wire/http/rooms.ts'
import type { RoomRole } from '#schema/wire/server/log-events.ts'
import type { StoredMember } from '../storage/port.ts'
import { buildMembershipEvent, buildModerationEvent } from './build-room-operation.ts'
import { append, inTurn, requireRight, toAuthor } from './change-room.ts'
import { closeLapsed } from './close-lapsed.ts'
import { toMember } from './list-members.ts'
import type { OpenRoom } from './open-room.ts'
import { Refusal } from './refusal.ts'
import { requireOwnable } from './transfer-room.ts'

const SECOND_MS = 1000

const roleChange = changeMemberBody.extend({ platformRole: platformRole.nullish() })

/** The member whom `actor` may act on. */
function requireTarget(
  room: OpenRoom,
  actor: Actor,
  { userId, capability }: { userId: string; capability: RoomCapability },
): StoredMember {
  requireRight(room, actor, capability)
  const target = room.log.members.find(userId)
  if (!target) throw new Refusal({ code: 'not_found' })
  const roomRole = room.log.members.find(actor.userId)?.role ?? null
  const isOwnRole = capability === 'member.change-role' && userId === actor.userId
  if (!isOwnRole && !outranks({ role: actor.role, roomRole }, target.role)) {
    throw new Refusal({ code: 'forbidden' })
  }
  return target
}

const authorOf = ({ userId, name }: StoredMember) => ({ id: userId, name })

const shown = (room: OpenRoom, userId: string): Member => {
  const member = room.log.members.find(userId)
  if (!member) throw new Refusal({ code: 'not_found' })
  return toMember(member, room.deps.now())
}

/** Owners alone give roles. The last owner stays one: a room without an owner can't be governed. */
export const changeMember = (
  room: OpenRoom,
  actor: Actor,
  userId: string,
  change: unknown,
): Promise<Member> =>
  inTurn(room, async () => {
    const parsed = roleChange.safeParse(change)
    if (!parsed.success) throw new Refusal({ code: 'malformed' })
    const { role, platformRole } = parsed.data
    const target = requireTarget(room, actor, { userId, capability: 'member.change-role' })
    if (target.role === role) return shown(room, userId)
    if (role === 'owner') requireOwnable(room, platformRole)
    if (target.role === 'owner' && room.deps.storage.countMembers().owners === 1) {
      throw new Refusal({ code: 'conflict' })
    }
    await append(room, buildMembershipEvent(authorOf(target), changeOfRole(actor, role)))
    if (target.role === 'owner') closeLapsed(room, userId)
    return shown(room, userId)
  })

const changeOfRole = (actor: Actor, role: RoomRole) => ({
  change: 'role' as const,
  role,
  author: toAuthor(actor),
})

export const removeMember = (room: OpenRoom, actor: Actor, userId: string): Promise<null> =>
  inTurn(room, async () => {
    const target = requireTarget(room, actor, { userId, capability: 'member.remove' })
    const author = toAuthor(actor)
    await append(
      room,
      buildMembershipEvent(authorOf(target), { change: 'removed', role: target.role, author }),
    )
    room.audience.close({ userId }, CLOSE.membershipEnded, 'removed from the room')
    return null
  })

export const muteMember = (room: OpenRoom, actor: Actor, userId: string, body: unknown): Promise<Member> =>
  inTurn(room, async () => {
    const parsed = muteBody.safeParse(body)
    if (!parsed.success) throw new Refusal({ code: 'malformed' })
    const target = requireTarget(room, actor, { userId, capability: 'member.mute' })
    const until = room.deps.now() + parsed.data.seconds * SECOND_MS
    await append(room, buildModerationEvent(toAuthor(actor), authorOf(target), until))
    return shown(room, userId)
  })

export const unmuteMember = (room: OpenRoom, actor: Actor, userId: string): Promise<Member> =>
  inTurn(room, async () => {
    const target = requireTarget(room, actor, { userId, capability: 'member.mute' })
    if (target.mutedUntil !== null && target.mutedUntil > room.deps.now()) {
      await append(room, buildModerationEvent(toAuthor(actor), authorOf(target), null))
    }
    return shown(room, userId)
  })
