import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import type { Postgres } from '#services/connections/postgres.ts'
import type { SessionCache } from './session-cache.ts'

export type RevokeSessionsInput = {
  userId: string
  /** One session, or all but one (null: all). */
  which: { sessionId: string } | { exceptSessionId: string | null }
  requestId?: string
  now: number
}

/** The very sessions that the statement ended: when they began tells nothing of which these were. */
export const namingEnded = sql`|| jsonb_build_object('sessionIds', (select coalesce(jsonb_agg(id), '[]') from ended))`

/**
 * Ends sessions of a person; the rows stay. Audit entry and standing change are written with it, in one statement.
 * @returns how many ended. @throws the driver's error when Postgres, which decides, is unreachable: then none was.
 */
export async function revokeSessions(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { userId, which, requestId, now }: RevokeSessionsInput,
): Promise<number> {
  const at = new Date(now).toISOString()
  const isOne = 'sessionId' in which
  const change = isOne
    ? { type: 'session-revoked', sessionId: which.sessionId }
    : { type: 'sessions-revoked', exceptSessionId: which.exceptSessionId }
  const named = isOne
    ? sql`id = ${which.sessionId}::uuid`
    : sql`id is distinct from ${which.exceptSessionId}::uuid`
  const target = isOne ? which.sessionId : userId
  const { rows } = await db.execute(sql`
    with ended as (
      update sessions set deleted_at = ${at}::timestamptz, updated_at = ${at}::timestamptz
      where user_id = ${userId}::uuid and deleted_at is null and ${named} returning id, token
    ), audited as (
      insert into audit_entries (id, actor_id, action, target_type, target_id, request_id, created_at)
      select ${uuidv7()}::uuid, ${userId}::uuid, ${isOne ? 'session.revoke' : 'session.revoke-all'},
        ${isOne ? 'session' : 'user'}, ${target}, ${requestId ?? null}, ${at}::timestamptz
      where exists (select 1 from ended)
    ), told as (
      insert into standing_changes (id, user_id, change, created_at)
      select ${uuidv7()}::uuid, ${userId}::uuid, ${JSON.stringify(change)}::jsonb
        ${isOne ? sql`` : namingEnded}, ${at}::timestamptz
      where exists (select 1 from ended)
    )
    select token from ended`)
  await cache.forget(rows.map((row) => String(row.token)))
  return rows.length
}
