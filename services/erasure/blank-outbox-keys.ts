import { and, eq, sql } from 'drizzle-orm'
import { tempOutbox } from '#schema/mysql/index.ts'
import type { Outbox } from '#services/connections/outbox.ts'
import { retryContention } from '#services/outbox/retry-contention.ts'
import type { Erasure } from './erasure-store.ts'

const PORTION = 5000

/**
 * Empties the keys that travel with a person's texts of a room, whatever state the rows are in. A drainer that has read such
 * a row before records it without its key all the same.
 */
export async function blankOutboxKeys(outbox: Outbox, { roomId, userId }: Erasure): Promise<void> {
  const holdsKey = and(
    eq(tempOutbox.roomId, roomId),
    eq(tempOutbox.actorId, userId),
    sql`length(${tempOutbox.wrappedKey}) > 0`,
  )
  for (let changed = PORTION; changed === PORTION; ) {
    const result = await retryContention(() =>
      outbox
        .update(tempOutbox)
        .set({ wrappedKey: new Uint8Array(0) })
        .where(holdsKey)
        .limit(PORTION),
    )
    changed = result.rowsAffected
  }
}
