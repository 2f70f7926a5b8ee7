import type { PlatformRole } from '#schema/wire/http/me.ts'
import type { Visibility } from '#schema/wire/http/rooms.ts'
import type { RoomRole } from '#schema/wire/server/log-events.ts'
import {
  type Capability,
  PLATFORM_CAPABILITIES,
  READING,
  ROOM_CAPABILITIES,
  type RoomCapability,
  SPEAKING,
} from './capabilities.ts'
import { nameStanding } from './name-standing.ts'

/** Who acts: always taken from a session, never from what a client says of itself. */
export type Actor = { userId: string; name: string; role: PlatformRole; sessionId: string }

/** The actor's standing in one room; `role` is null for who is not a member. */
export type RoomStanding = {
  role: RoomRole | null
  visibility: Visibility
  archived: boolean
  muted?: boolean | undefined
  /** Holds an invitation that the room has found good. */
  invited?: boolean | undefined
}

const grants = (table: Readonly<Record<string, readonly string[]>>, role: string, capability: string) =>
  Object.hasOwn(table, role) && (table[role]?.includes(capability) ?? false)

/** True when the platform role of `actor` grants `capability`. Unknown roles and capabilities: false. */
export const can = (actor: Pick<Actor, 'role'>, capability: Capability): boolean =>
  grants(PLATFORM_CAPABILITIES, actor.role, capability)

/** True when `actor` may use `capability` in a room where they stand as `standing`. Unknown input: false. */
export const canInRoom = (
  actor: Pick<Actor, 'role'>,
  capability: RoomCapability,
  standing: RoomStanding,
): boolean => {
  if (standing.archived && !READING.includes(capability)) return false
  if (standing.muted && SPEAKING.includes(capability)) return false
  if (grants(PLATFORM_CAPABILITIES, actor.role, `any:${capability}`)) return true
  const { role: roomRole, visibility, invited: isInvited } = standing
  const name = nameStanding({ role: actor.role, roomRole, visibility, isInvited })
  return grants(ROOM_CAPABILITIES, name, capability)
}
