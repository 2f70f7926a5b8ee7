import { and, eq } from 'drizzle-orm'
import { messages, roomEvents } from '#schema/postgres/index.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { LogEvent } from '#schema/wire/server/log-events.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/** Where the operation `clientId` of `actorId` was recorded, and when (room clock, ms); null when it was not. */
export async function findByClientId(
  db: Postgres,
  operation: { roomId: string; actorId: string; clientId: string },
): Promise<(Position & { at: number; kind: LogEvent['type'] }) | null> {
  const { roomId, actorId, clientId } = operation
  const [message, event] = await db.batch([
    db
      .select({ epoch: messages.epoch, seq: messages.seq, at: messages.createdAt })
      .from(messages)
      .where(
        and(eq(messages.roomId, roomId), eq(messages.authorId, actorId), eq(messages.clientId, clientId)),
      )
      .orderBy(messages.seq)
      .limit(1),
    db
      .select({
        epoch: roomEvents.epoch,
        seq: roomEvents.seq,
        at: roomEvents.createdAt,
        kind: roomEvents.kind,
      })
      .from(roomEvents)
      .where(
        and(
          eq(roomEvents.roomId, roomId),
          eq(roomEvents.actorId, actorId),
          eq(roomEvents.clientId, clientId),
        ),
      )
      .orderBy(roomEvents.seq)
      .limit(1),
  ])
  const found = message[0] ? { ...message[0], kind: 'message' as const } : event[0]
  return found ? { epoch: found.epoch, seq: found.seq, at: found.at.getTime(), kind: found.kind } : null
}
