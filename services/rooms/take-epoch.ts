import { and, eq, isNull, lt } from 'drizzle-orm'
import { rooms } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/**
 * Takes `epoch` for a log that begins, in one statement, so that no epoch is taken twice, also while events of the last
 * one are still on their way. Answers false when this or a later epoch is taken already.
 */
export async function takeEpoch(
  db: Postgres,
  { roomId, epoch }: { roomId: string; epoch: number },
): Promise<boolean> {
  const taken = await db
    .update(rooms)
    .set({ epoch })
    .where(and(eq(rooms.id, roomId), lt(rooms.epoch, epoch), isNull(rooms.deletedAt)))
    .returning({ id: rooms.id })
  return taken.length === 1
}
