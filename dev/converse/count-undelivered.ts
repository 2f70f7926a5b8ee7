import { and, count, inArray, ne } from 'drizzle-orm'
import { tempOutbox } from '#schema/mysql/index.ts'
import type { Outbox } from '#services/connections/outbox.ts'

/** How many events of the rooms still stand in the outbox, dead letters included. */
export async function countUndelivered(outbox: Outbox, roomIds: readonly string[]): Promise<number> {
  const [row] = await outbox
    .select({ rows: count() })
    .from(tempOutbox)
    .where(and(inArray(tempOutbox.roomId, [...roomIds]), ne(tempOutbox.status, 'delivered')))
  return Number(row?.rows ?? 0)
}
