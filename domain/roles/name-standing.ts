import type { PlatformRole } from '#schema/wire/http/me.ts'
import type { Visibility } from '#schema/wire/http/rooms.ts'
import { type RoomRole, roomRole } from '#schema/wire/server/log-events.ts'
import { findAdmission } from './admission.ts'

/**
 * How a person stands in a room, by name. `visitor`: may join. `invited`: holds an invitation that opens the room. `offered`:
 * sees the room and can't have it. `lapsed`: a member whose role on the platform does not go with the room any more.
 * `stranger`: to them there is no such room.
 */
export type StandingName = RoomRole | 'visitor' | 'invited' | 'offered' | 'lapsed' | 'stranger'

export type StandingFacts = {
  /** The role on the platform. */
  role: PlatformRole
  /** Null for who is no member. */
  roomRole: RoomRole | null
  visibility: Visibility
  isInvited?: boolean | undefined
}

/** The standing that follows from these facts; unknown ones make a stranger. An owner never lapses. */
export function nameStanding(facts: StandingFacts): StandingName {
  const admission = findAdmission(facts)
  if (!admission) return 'stranger'
  if (facts.roomRole === null) return facts.isInvited ? admission.invited : admission.outside
  if (!roomRole.options.includes(facts.roomRole)) return 'stranger'
  return admission.stays || facts.roomRole === 'owner' ? facts.roomRole : 'lapsed'
}
