import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import type { Postgres } from '#services/connections/postgres.ts'

/** Takes one of a person's passkeys away, with the audit entry. False when it is not there or not theirs. */
export async function removePasskey(
  db: Postgres,
  {
    userId,
    passkeyId,
    requestId,
    now,
  }: { userId: string; passkeyId: string; requestId?: string; now: number },
): Promise<boolean> {
  const at = new Date(now).toISOString()
  const { rows } = await db.execute(sql`
    with removed as (
      update passkeys set deleted_at = ${at}::timestamptz, updated_at = ${at}::timestamptz
      where id = ${passkeyId}::uuid and user_id = ${userId}::uuid and deleted_at is null returning id
    ), audited as (
      insert into audit_entries (id, actor_id, action, target_type, target_id, request_id, created_at)
      select ${uuidv7()}::uuid, ${userId}::uuid, 'passkey.remove', 'passkey', id::text, ${requestId ?? null},
        ${at}::timestamptz
      from removed
    )
    select id from removed`)
  return rows.length === 1
}
