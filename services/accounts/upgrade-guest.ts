import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { isUniqueViolation } from '#services/connections/is-unique-violation.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { namingEnded } from '#services/sessions/revoke-sessions.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'

export type UpgradeGuestInput = {
  guestId: string
  name: string
  email: string
  passwordHash: string
  isVerified: boolean
  requestId?: string
  now: number
}

/**
 * A guest becomes a member and keeps their id, and with it all that they wrote. Every session of the guest ends: the member gets a new
 * one. One statement: nothing or all.
 * @throws Refusal `conflict` where the address has an account or the person is no guest any more.
 */
export async function upgradeGuest(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { guestId, name, email, passwordHash, isVerified, requestId, now }: UpgradeGuestInput,
): Promise<void> {
  const at = new Date(now).toISOString()
  try {
    const { rows } = await db.execute(sql`
      with changed as (
        update users set name = ${name}, email = ${email.toLowerCase()}, email_verified = ${isVerified},
          is_anonymous = false, role = 'member', role_version = role_version + 1, updated_at = ${at}::timestamptz
        where id = ${guestId}::uuid and is_anonymous and role = 'guest' and deleted_at is null
        returning id, role_version
      ), account as (
        insert into accounts (id, account_id, provider_id, user_id, password, created_at, updated_at)
        select ${uuidv7()}::uuid, id::text, 'credential', id, ${passwordHash}, ${at}::timestamptz, ${at}::timestamptz
        from changed
      ), ended as (
        update sessions as s set deleted_at = ${at}::timestamptz, updated_at = ${at}::timestamptz
        from changed where s.user_id = changed.id and s.deleted_at is null returning s.id, s.token
      ), audited as (
        insert into audit_entries (id, actor_id, action, target_type, target_id, detail, request_id, created_at)
        select ${uuidv7()}::uuid, id, 'user.upgrade', 'user', id::text, '{"from":"guest","to":"member"}'::jsonb,
          ${requestId ?? null}, ${at}::timestamptz from changed
      ), told as (
        insert into standing_changes (id, user_id, change, created_at)
        select ${uuidv7()}::uuid, id, '{"type":"sessions-revoked","exceptSessionId":null}'::jsonb ${namingEnded},
          ${at}::timestamptz
        from changed
      )
      select changed.id, (select coalesce(json_agg(token), '[]') from ended) as tokens from changed`)
    const [row] = rows
    if (!row) throw new Refusal('conflict')
    await cache.forget(z.array(z.string()).parse(row.tokens))
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refusal('conflict')
    throw error
  }
}
