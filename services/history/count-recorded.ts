import { and, between, count, eq } from 'drizzle-orm'
import { messages, roomEvents } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/** How many events of one room and epoch the system of record holds with `fromSeq` ≤ seq ≤ `toSeq`. */
export async function countRecorded(
  db: Postgres,
  range: { roomId: string; epoch: number; fromSeq: number; toSeq: number },
): Promise<number> {
  const { roomId, epoch, fromSeq, toSeq } = range
  const within = (table: typeof messages | typeof roomEvents) =>
    and(eq(table.roomId, roomId), eq(table.epoch, epoch), between(table.seq, fromSeq, toSeq))
  const [recorded, events] = await db.batch([
    db.select({ count: count() }).from(messages).where(within(messages)),
    db.select({ count: count() }).from(roomEvents).where(within(roomEvents)),
  ])
  return (recorded[0]?.count ?? 0) + (events[0]?.count ?? 0)
}
