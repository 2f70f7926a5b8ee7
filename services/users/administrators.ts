import { sql } from 'drizzle-orm'
import type { Postgres } from '#services/connections/postgres.ts'

/** Whoever takes an administrator's powers away waits here for the others: the next statement sees what they did. */
export const lockAdministrators = (db: Postgres) =>
  db.execute(sql`select id from users where role = 'administrator' order by id for update`)

/** True while there is an administrator besides this person who can act. */
export const otherAdministrator = (userId: string, at: string) => sql`exists (
  select 1 from users as o where o.role = 'administrator' and o.id <> ${userId}::uuid and o.deleted_at is null
    and (o.banned_until is null or o.banned_until <= ${at}::timestamptz))`
