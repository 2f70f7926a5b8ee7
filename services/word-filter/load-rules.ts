import { and, asc, eq, isNull, or } from 'drizzle-orm'
import type { Rule } from '#domain/word-filter/rule.ts'
import { wordFilterRules } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/** The enabled rules that hold in a room: the platform's and its own. Rejects when Postgres can't be asked. */
export async function loadRules(db: Postgres, roomId: string): Promise<Rule[]> {
  return db
    .select({ id: wordFilterRules.id, pattern: wordFilterRules.pattern, action: wordFilterRules.action })
    .from(wordFilterRules)
    .where(
      and(
        or(isNull(wordFilterRules.roomId), eq(wordFilterRules.roomId, roomId)),
        eq(wordFilterRules.enabled, true),
        isNull(wordFilterRules.deletedAt),
      ),
    )
    .orderBy(asc(wordFilterRules.id))
}
