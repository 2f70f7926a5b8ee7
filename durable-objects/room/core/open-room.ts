import { type Actor, canInRoom, type RoomStanding } from '#domain/roles/can.ts'
import type { RoomCapability } from '#domain/roles/capabilities.ts'
import type { Sessions } from '#durable-objects/sockets/sessions.ts'
import type { ErrorCode } from '#schema/wire/error-codes.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import type { Audience } from './audience.ts'
import type { Chains } from './chains.ts'
import type { RoomDependencies } from './dependencies.ts'
import type { RoomFilter } from './filter.ts'
import type { HistoryStarts } from './history-starts.ts'
import type { LiveState } from './live/live-state.ts'
import type { PageBook } from './page-book.ts'
import type { RateLimiter } from './rate-limiter.ts'
import type { RelayedSessions } from './relays/relayed-sessions.ts'
import type { Relays } from './relays/relays.ts'
import type { RoomLog } from './room-log.ts'
import type { Standings } from './standings.ts'

/** A room that knows itself: what its verbs work on. */
export type OpenRoom = {
  deps: RoomDependencies
  sessions: Sessions
  audience: Audience
  relays: Relays
  relayed: RelayedSessions
  standings: Standings
  book: PageBook
  log: RoomLog
  filter: RoomFilter
  /** Messages, by the plan of the role. */
  limiters: Readonly<Record<PlatformRole, RateLimiter>>
  /** Bounds the searches for operations that memory can't decide on. */
  lookups: RateLimiter
  /** Bounds what one user may ask of the room at all, whatever the answer is. */
  patience: RateLimiter
  /** Bounds joining, leaving, renaming and archiving, per user. */
  changes: RateLimiter
  /** Bounds typing, presence, cursors and focus, per user. */
  signals: RateLimiter
  /** Events that are replayed. */
  replays: RateLimiter
  live: LiveState
  cursors: LiveState['cursors']
  historyStarts: HistoryStarts
  chains: Chains
}

export const computeStanding = ({ log, deps }: OpenRoom, userId: string): RoomStanding => {
  const member = log.members.find(userId)
  return {
    role: member?.role ?? null,
    visibility: log.record.visibility,
    archived: log.record.archivedAt !== null,
    muted: typeof member?.mutedUntil === 'number' && member.mutedUntil > deps.now(),
  }
}

/** Null when the actor may; else why not, without telling who may not know of the room that there is one. */
export function findObjection(
  room: OpenRoom,
  actor: Actor,
  capability: RoomCapability,
  { isInvited = false } = {},
): ErrorCode | null {
  const standing = { ...computeStanding(room, actor.userId), invited: isInvited }
  if (canInRoom(actor, capability, standing)) return null
  if (!canInRoom(actor, 'room.see', standing)) return 'not_found'
  if (standing.archived && canInRoom(actor, capability, { ...standing, archived: false })) return 'archived'
  return 'forbidden'
}
