import { and, eq, isNull, sql } from 'drizzle-orm'
import { contentKeys } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { Erasure } from './erasure-store.ts'

/** Emptied keys whose rooms are not done: up to `limit` pairs of room and person, by chance. */
export const listErasures = (
  db: Postgres,
  { userId, limit }: { userId?: string | undefined; limit: number },
): Promise<Erasure[]> =>
  db
    .select({ roomId: contentKeys.roomId, userId: contentKeys.authorId })
    .from(contentKeys)
    .where(
      and(
        sql`octet_length(${contentKeys.wrapped}) = 0`,
        isNull(contentKeys.destroyedAt),
        userId === undefined ? undefined : eq(contentKeys.authorId, userId),
      ),
    )
    .groupBy(contentKeys.roomId, contentKeys.authorId)
    .orderBy(sql`random()`)
    .limit(limit)
