import { and, eq, min } from 'drizzle-orm'
import { tempOutbox } from '#schema/mysql/index.ts'
import type { Outbox } from '#services/connections/outbox.ts'

/** When the next queued row of a shard falls due; null when none is queued. */
export async function findNextDue(outbox: Outbox, shard: number): Promise<Date | null> {
  const rows = await outbox
    .select({ at: min(tempOutbox.nextAttemptAt) })
    .from(tempOutbox)
    .where(and(eq(tempOutbox.shard, shard), eq(tempOutbox.status, 'queued')))
  return rows[0]?.at ?? null
}
