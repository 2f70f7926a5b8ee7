import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'

export type SetUpAdministratorInput = { email: string; passwordHash: string; now: number }

/**
 * Makes the platform's first administrator, and only the first: who has the address is promoted, else an account with this password is
 * made. Audit entry and standing change are written with it. Of two at once one gets `conflict`.
 */
export async function setUpAdministrator(
  db: Postgres,
  { email, passwordHash, now }: SetUpAdministratorInput,
): Promise<'created' | 'promoted'> {
  const at = new Date(now).toISOString()
  const id = uuidv7()
  const address = email.toLowerCase()
  const [, result] = await db.batch([
    // One after the other: who waits sees the administrator that the other made.
    db.execute(sql`select pg_advisory_xact_lock(hashtext('sentinel.first-administrator'))`),
    db.execute(sql`
      with free as (
        select 1 where not exists (select 1 from users where role = 'administrator' and deleted_at is null)
      ), person as (
        insert into users (id, name, email, email_verified, role, created_at, updated_at)
        select ${id}::uuid, 'Administrator', ${address}, true, 'administrator', ${at}::timestamptz, ${at}::timestamptz from free
        on conflict (email) do update set role = 'administrator', role_version = users.role_version + 1,
          updated_at = excluded.updated_at where users.deleted_at is null
        returning id, role_version
      ), account as (
        insert into accounts (id, account_id, provider_id, user_id, password, created_at, updated_at)
        select ${uuidv7()}::uuid, id::text, 'credential', id, ${passwordHash}, ${at}::timestamptz, ${at}::timestamptz
        from person where id = ${id}::uuid
      ), audited as (
        insert into audit_entries (id, action, target_type, target_id, detail, created_at)
        select ${uuidv7()}::uuid, 'user.set-up', 'user', id::text, '{"to":"administrator"}'::jsonb, ${at}::timestamptz from person
      ), told as (
        insert into standing_changes (id, user_id, change, created_at)
        select ${uuidv7()}::uuid, id,
          jsonb_build_object('type', 'role', 'role', 'administrator', 'roleVersion', role_version), ${at}::timestamptz
        from person
      )
      select id from person`),
  ])
  const [row] = result.rows
  if (!row) throw new Refusal('conflict')
  return row.id === id ? 'created' : 'promoted'
}
