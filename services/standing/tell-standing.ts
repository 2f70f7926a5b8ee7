import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import { type RecordedChange, standingChange } from '#domain/standing/standing-change.ts'
import { standingChanges } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

const MAX_AT_ONCE = 100

/** Takes changes of one person's standing and keeps them before it answers. */
export type Inbox = { apply(userId: string, changes: readonly RecordedChange[]): Promise<void> }

/**
 * Tells a person's inbox what it was not told yet. The inbox knows a repeated change by its id, so a crash after the telling
 * only repeats it.
 * @returns how many changes were told. @throws the driver's or the inbox's error; then nothing counts as told.
 */
export async function tellStanding(
  { db, inbox }: { db: Postgres; inbox: Inbox },
  { userId, now }: { userId: string; now: number },
): Promise<number> {
  const rows = await db
    .select()
    .from(standingChanges)
    .where(and(eq(standingChanges.userId, userId), isNull(standingChanges.toldAt)))
    .orderBy(asc(standingChanges.id))
    .limit(MAX_AT_ONCE)
  if (rows.length === 0) return 0
  const changes = rows.map(({ id, createdAt, change }) => ({
    id,
    at: createdAt.getTime(),
    change: standingChange.parse(change),
  }))
  await inbox.apply(userId, changes)
  await db
    .update(standingChanges)
    .set({ toldAt: new Date(now) })
    .where(
      inArray(
        standingChanges.id,
        rows.map(({ id }) => id),
      ),
    )
  return rows.length
}
