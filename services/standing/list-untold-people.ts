import { and, isNull, lt, min } from 'drizzle-orm'
import { standingChanges } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/** People whose inbox was not told of a change that is older than `before`, longest waiting first. */
export async function listUntoldPeople(
  db: Postgres,
  { before, limit }: { before: Date; limit: number },
): Promise<string[]> {
  const rows = await db
    .select({ userId: standingChanges.userId })
    .from(standingChanges)
    .where(and(isNull(standingChanges.toldAt), lt(standingChanges.createdAt, before)))
    .groupBy(standingChanges.userId)
    .orderBy(min(standingChanges.createdAt))
    .limit(limit)
  return rows.map(({ userId }) => userId)
}
