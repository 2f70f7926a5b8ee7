import type { PlatformRole } from '#schema/wire/http/me.ts'
import type { RoomRole } from '#schema/wire/server/log-events.ts'

const PLATFORM_RANK: Readonly<Record<PlatformRole, number>> = {
  guest: 0,
  member: 0,
  'paid-member': 0,
  moderator: 4,
  administrator: 5,
}
const ROOM_RANK: Readonly<Record<RoomRole, number>> = { member: 1, moderator: 2, owner: 3 }

/** Whom each platform role may ban from the platform. */
const BANNABLE: Readonly<Partial<Record<PlatformRole, readonly PlatformRole[]>>> = {
  moderator: ['guest', 'member', 'paid-member'],
  administrator: ['guest', 'member', 'paid-member', 'moderator', 'administrator'],
}

/** Unknown roles: nobody. */
export const bannableRoles = (role: PlatformRole): readonly PlatformRole[] =>
  Object.hasOwn(BANNABLE, role) ? (BANNABLE[role] ?? []) : []

const rankOf = (table: Readonly<Record<string, number>>, role: string | null): number =>
  role !== null && Object.hasOwn(table, role) ? (table[role] ?? 0) : 0

/** Whether one may act on a member with role `target` in a room: only on who stands lower. Unknown roles: no. */
export function outranks(
  actor: { role: PlatformRole; roomRole: RoomRole | null },
  target: RoomRole,
): boolean {
  const rank = Math.max(rankOf(PLATFORM_RANK, actor.role), rankOf(ROOM_RANK, actor.roomRole))
  return Object.hasOwn(ROOM_RANK, target) && rank > rankOf(ROOM_RANK, target)
}
