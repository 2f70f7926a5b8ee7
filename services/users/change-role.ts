import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { type Actor, can } from '#domain/roles/can.ts'
import { type PlatformRole, platformRole } from '#schema/wire/http/me.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { forgetUserSessions } from '#services/sessions/forget-user-sessions.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'
import { lockAdministrators, otherAdministrator } from './administrators.ts'

export type ChangeRoleInput = {
  userId: string
  role: PlatformRole
  /** Null for an operator at the command line. */
  actor: Actor | null
  requestId?: string
  now: number
}

const changedRow = z.object({ former: platformRole, changed: z.boolean(), may: z.boolean() })

/**
 * Gives a person a platform role; audit entry and standing change are written with it, in one statement. The last administrator
 * stays one, however many ask at once.
 * @returns the former role.
 * @throws Refusal `forbidden`, `not_found`, or `conflict` for the last administrator.
 */
export async function changeRole(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { userId, role, actor, requestId, now }: ChangeRoleInput,
): Promise<PlatformRole> {
  if (actor && !can(actor, 'user.grant-role')) throw new Refusal('forbidden')
  const at = new Date(now).toISOString()
  // Whoever lost the role while the request was on its way gives none any more.
  const may = actor
    ? sql`exists (select 1 from users as a where a.id = ${actor.userId}::uuid and a.role = ${actor.role}
        and a.deleted_at is null and (a.banned_until is null or a.banned_until <= ${at}::timestamptz))`
    : sql`true`
  const [, result] = await db.batch([
    lockAdministrators(db),
    db.execute(sql`
      with person as (
        select id, role, role_version from users where id = ${userId}::uuid and deleted_at is null for update
      ), changed as (
        update users as u set role = ${role}, role_version = u.role_version + 1, updated_at = ${at}::timestamptz
        from person where u.id = person.id and person.role <> ${role} and ${may}
          and (person.role <> 'administrator' or ${otherAdministrator(userId, at)})
        returning u.id, u.role_version, person.role as former
      ), audited as (
        insert into audit_entries (id, actor_id, action, target_type, target_id, detail, request_id, created_at)
        select ${uuidv7()}::uuid, ${actor?.userId ?? null}::uuid, 'user.grant-role', 'user', id::text,
          jsonb_build_object('from', former, 'to', ${role}::text), ${requestId ?? null}, ${at}::timestamptz from changed
      ), told as (
        insert into standing_changes (id, user_id, change, created_at)
        select ${uuidv7()}::uuid, id,
          jsonb_build_object('type', 'role', 'role', ${role}::text, 'roleVersion', role_version), ${at}::timestamptz
        from changed
      )
      select person.role as former, exists (select 1 from changed) as changed, ${may} as may
      from person`),
  ])
  const row = result.rows[0]
  if (!row) throw new Refusal('not_found')
  const { former, changed, may: mayStill } = changedRow.parse(row)
  if (!mayStill) throw new Refusal('forbidden')
  if (!changed && former !== role) throw new Refusal('conflict')
  await forgetUserSessions({ db, cache }, userId)
  return former
}
