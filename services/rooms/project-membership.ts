import { and, eq, sql } from 'drizzle-orm'
import { roomMembers } from '#schema/postgres/index.ts'
import type { RoomRole } from '#schema/wire/server/log-events.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { withDeadline } from '#services/connections/with-deadline.ts'

const TIMEOUT_MS = 1000

type Membership = { roomId: string; userId: string }

/** The seq of the event that Postgres's record of a membership stands at, null where it has none. Never throws. */
export async function readMembershipSeq(
  db: Postgres,
  { roomId, userId }: Membership,
): Promise<number | null | 'unknown'> {
  const select = db
    .select({ seq: roomMembers.changedSeq })
    .from(roomMembers)
    .where(and(eq(roomMembers.roomId, roomId), eq(roomMembers.userId, userId)))
  return await withDeadline(
    select.then(([row]) => row?.seq ?? null),
    TIMEOUT_MS,
  ).catch(() => 'unknown' as const)
}

/**
 * Shows a membership in Postgres before its event has been drained. The event's seq is not known here, so the record
 * keeps `seenSeq`, at which it stood before the room was asked: the event itself then always wins, and where a later
 * one has arrived already nothing changes. Best effort: never throws.
 */
export async function projectMembership(
  db: Postgres,
  input: Membership & { change: 'joined' | 'left'; role: RoomRole; seenSeq: number | null },
): Promise<void> {
  const { roomId, userId, change, role, seenSeq } = input
  const now = new Date()
  const deletedAt = change === 'left' ? now : null
  const insert = db
    .insert(roomMembers)
    .values({ roomId, userId, role, changedSeq: 0, joinedAt: now, updatedAt: now, deletedAt })
    .onConflictDoUpdate({
      target: [roomMembers.roomId, roomMembers.userId],
      set: { role, deletedAt, updatedAt: now },
      setWhere: seenSeq === null ? sql`false` : eq(roomMembers.changedSeq, seenSeq),
    })
  await withDeadline(
    insert.then(() => undefined),
    TIMEOUT_MS,
  ).catch(() => undefined)
}
