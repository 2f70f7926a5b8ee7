import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import type { Postgres } from '#services/connections/postgres.ts'
import { namingEnded } from '#services/sessions/revoke-sessions.ts'

export type SetPasswordInput = {
  userId: string
  passwordHash: string
  /** The session that goes on; null: none. */
  exceptSessionId: string | null
  /** `user.reset-password` shows that the address is the person's, too. */
  action: 'user.change-password' | 'user.reset-password'
  requestId?: string
  now: number
}

/**
 * Sets a person's password and ends their other sessions, with the audit entry and what the inbox is to be told, in one statement.
 * @returns the tokens of the sessions that ended, for the cache.
 */
export async function setPassword(
  db: Postgres,
  { userId, passwordHash, exceptSessionId, action, requestId, now }: SetPasswordInput,
): Promise<string[]> {
  const at = new Date(now).toISOString()
  const change = { type: 'sessions-revoked', exceptSessionId }
  const { rows } = await db.execute(sql`
    with person as (
      update users set updated_at = ${at}::timestamptz,
        email_verified = email_verified or ${action === 'user.reset-password'}
      where id = ${userId}::uuid and deleted_at is null returning id
    ), account as (
      insert into accounts (id, account_id, provider_id, user_id, password, created_at, updated_at)
      select ${uuidv7()}::uuid, id::text, 'credential', id, ${passwordHash}, ${at}::timestamptz, ${at}::timestamptz from person
      on conflict (provider_id, account_id) where deleted_at is null
      do update set password = excluded.password, updated_at = excluded.updated_at
    ), ended as (
      update sessions as s set deleted_at = ${at}::timestamptz, updated_at = ${at}::timestamptz
      from person where s.user_id = person.id and s.deleted_at is null
        and s.id is distinct from ${exceptSessionId}::uuid
      returning s.id, s.token
    ), audited as (
      insert into audit_entries (id, actor_id, action, target_type, target_id, request_id, created_at)
      select ${uuidv7()}::uuid, id, ${action}, 'user', id::text, ${requestId ?? null}, ${at}::timestamptz from person
    ), told as (
      insert into standing_changes (id, user_id, change, created_at)
      select ${uuidv7()}::uuid, id, ${JSON.stringify(change)}::jsonb ${namingEnded}, ${at}::timestamptz
      from person
    )
    select token from ended`)
  return rows.map((row) => String(row.token))
}
