import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { type Actor, can } from '#domain/roles/can.ts'
import { bannableRoles } from '#domain/roles/outranks.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { forgetUserSessions } from '#services/sessions/forget-user-sessions.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'
import { lockAdministrators, otherAdministrator } from './administrators.ts'

/** Postgres has no instant after it that people see. */
const FOR_GOOD = '9999-12-31T00:00:00.000Z'

export type BanUserInput = {
  userId: string
  actor: Actor
  /** Milliseconds; null: for good; at or before `now`: the ban is lifted. */
  until: number | null
  reason: string
  requestId?: string
  now: number
}

const bannedRow = z.object({ changed: z.boolean() })

/**
 * Bans a person from the platform, or lifts the ban; audit entry and standing change are written with it, in one statement.
 * @throws Refusal `forbidden` for oneself and for who does not stand lower, `not_found`.
 */
export async function banUser(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { userId, actor, until, reason, requestId, now }: BanUserInput,
): Promise<void> {
  if (!can(actor, 'user.ban') || actor.userId === userId) throw new Refusal('forbidden')
  const at = new Date(now).toISOString()
  const isLifted = until !== null && until <= now
  const bannedUntil = isLifted ? null : until === null ? FOR_GOOD : new Date(until).toISOString()
  const roles = sql.join(
    bannableRoles(actor.role).map((role) => sql`${role}`),
    sql`, `,
  )
  const action = isLifted ? 'user.unban' : 'user.ban'
  const change = { type: 'banned', until: isLifted ? 0 : until }
  const [, result] = await db.batch([
    lockAdministrators(db),
    db.execute(sql`
      with person as (
        select id, role, banned_until from users where id = ${userId}::uuid and deleted_at is null for update
      ), changed as (
        update users as u set banned_until = ${bannedUntil}::timestamptz, role_version = u.role_version + 1,
          updated_at = ${at}::timestamptz
        from person where u.id = person.id and person.role in (${roles})
          and (person.role <> 'administrator' or ${otherAdministrator(userId, at)})
          and exists (select 1 from users as a where a.id = ${actor.userId}::uuid and a.role = ${actor.role}
            and a.deleted_at is null and (a.banned_until is null or a.banned_until <= ${at}::timestamptz))
        returning u.id, u.role_version, person.banned_until as former
      ), audited as (
        insert into audit_entries (id, actor_id, action, target_type, target_id, detail, request_id, created_at)
        select ${uuidv7()}::uuid, ${actor.userId}::uuid, ${action}, 'user', id::text,
          jsonb_build_object('from', former, 'to', ${bannedUntil}::text, 'reason', ${reason}::text),
          ${requestId ?? null}, ${at}::timestamptz from changed
      ), told as (
        insert into standing_changes (id, user_id, change, created_at)
        select ${uuidv7()}::uuid, id,
          ${JSON.stringify(change)}::jsonb || jsonb_build_object('roleVersion', role_version), ${at}::timestamptz
        from changed
      )
      select exists (select 1 from changed) as changed from person`),
  ])
  const row = result.rows[0]
  if (!row) throw new Refusal('not_found')
  if (!bannedRow.parse(row).changed) throw new Refusal('forbidden')
  await forgetUserSessions({ db, cache }, userId)
}
