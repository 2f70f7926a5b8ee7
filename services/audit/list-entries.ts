import { and, desc, eq, lt } from 'drizzle-orm'
import { auditEntries } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

export type AuditQuery = {
  /** Entries before this id, which grows with time. */
  cursor?: string | undefined
  actorId?: string | undefined
  targetId?: string | undefined
  action?: string | undefined
  limit: number
}

/** One page of the audit trail, the newest first. */
export async function listEntries(db: Postgres, { cursor, actorId, targetId, action, limit }: AuditQuery) {
  const rows = await db
    .select()
    .from(auditEntries)
    .where(
      and(
        cursor === undefined ? undefined : lt(auditEntries.id, cursor),
        actorId === undefined ? undefined : eq(auditEntries.actorId, actorId),
        targetId === undefined ? undefined : eq(auditEntries.targetId, targetId),
        action === undefined ? undefined : eq(auditEntries.action, action),
      ),
    )
    .orderBy(desc(auditEntries.id))
    .limit(limit + 1)
  const entries = rows.slice(0, limit)
  return { entries, nextCursor: rows.length > limit ? (entries.at(-1)?.id ?? null) : null }
}
