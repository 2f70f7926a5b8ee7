import { and, desc, eq, isNull } from 'drizzle-orm'
import { messages, receipts, roomEvents, roomMembers, rooms, users } from '#schema/postgres/index.ts'
import type { Visibility } from '#schema/wire/http/rooms.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { RoomRole } from '#schema/wire/server/log-events.ts'
import type { Postgres } from '#services/connections/postgres.ts'

export type LoadedRoom = {
  id: string
  name: string
  /** Empty where there is none. */
  topic: string
  visibility: Visibility
  mode: 'moderated' | 'sealed'
  createdBy: string
  creatorName: string
  /** The newest epoch that the system of record knows of; 0 while the room has no log. */
  epoch: number
  createdAt: Date
  archivedAt: Date | null
  members: LoadedMember[]
  cursors: LoadedCursor[]
  /** The newest recorded event; null when nothing of the log was recorded yet. */
  head: Position | null
}

export type LoadedCursor = { userId: string; deliveredSeq: number; readSeq: number; readAt: Date | null }

export type LoadedMember = {
  userId: string
  name: string
  role: RoomRole
  joinedAt: Date
  /** Set for who has left. */
  leftAt: Date | null
  mutedUntil: Date | null
  changedSeq: number
}

/** The room as the system of record knows it, past members included; null when there is none. */
export async function loadRoom(db: Postgres, roomId: string): Promise<LoadedRoom | null> {
  const newest = (table: typeof messages | typeof roomEvents) =>
    db
      .select({ epoch: table.epoch, seq: table.seq })
      .from(table)
      .where(eq(table.roomId, roomId))
      .orderBy(desc(table.seq))
      .limit(1)
  const [found, members, cursors, lastMessage, lastEvent] = await db.batch([
    db
      .select({ room: rooms, creatorName: users.name })
      .from(rooms)
      .innerJoin(users, eq(users.id, rooms.createdBy))
      .where(and(eq(rooms.id, roomId), isNull(rooms.deletedAt))),
    db
      .select({
        userId: roomMembers.userId,
        name: users.name,
        role: roomMembers.role,
        joinedAt: roomMembers.joinedAt,
        leftAt: roomMembers.deletedAt,
        mutedUntil: roomMembers.mutedUntil,
        changedSeq: roomMembers.changedSeq,
      })
      .from(roomMembers)
      .innerJoin(users, eq(users.id, roomMembers.userId))
      .where(eq(roomMembers.roomId, roomId))
      .orderBy(roomMembers.joinedAt, roomMembers.userId),
    db
      .select({
        userId: receipts.userId,
        deliveredSeq: receipts.deliveredSeq,
        readSeq: receipts.readSeq,
        readAt: receipts.readAt,
      })
      .from(receipts)
      .where(eq(receipts.roomId, roomId)),
    newest(messages),
    newest(roomEvents),
  ])
  const row = found[0]
  if (!row) return null
  const { id, name, topic, visibility, mode, createdBy, createdAt, archivedAt } = row.room
  const head = later(lastMessage[0], lastEvent[0])
  return {
    id,
    name,
    topic,
    visibility,
    mode,
    createdBy,
    creatorName: row.creatorName,
    epoch: Math.max(row.room.epoch, head?.epoch ?? 0),
    createdAt,
    archivedAt,
    members,
    cursors,
    head,
  }
}

const later = (a: Position | undefined, b: Position | undefined): Position | null => {
  if (a && b) return a.seq > b.seq ? a : b
  return a ?? b ?? null
}
