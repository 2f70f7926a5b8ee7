import { and, eq, lte } from 'drizzle-orm'
import { tempOutbox } from '#schema/mysql/index.ts'
import type { Outbox } from '#services/connections/outbox.ts'
import { retryContention } from './retry-contention.ts'

/** Gives back the rows whose drainer did not come back in time, at most `limit` of them. Answers how many. */
export async function releaseStaleLeases(
  outbox: Outbox,
  { now, limit = 10_000 }: { now: Date; limit?: number },
): Promise<number> {
  const { rowsAffected } = await retryContention(() =>
    outbox
      .update(tempOutbox)
      .set({ status: 'queued', leaseToken: null, leaseExpiresAt: null })
      .where(and(eq(tempOutbox.status, 'leased'), lte(tempOutbox.leaseExpiresAt, now)))
      .limit(limit),
  )
  return rowsAffected
}
