import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { findIdentity, type Identity } from './find-identity.ts'

export type LinkIdentityInput = { identity: Identity; userId: string; requestId?: string; now: number }

/**
 * From now on the identity signs this person in; with the audit entry, in one statement. Linked to them already: nothing changes.
 * @throws Refusal `conflict` where it is linked to somebody else.
 */
export async function linkIdentity(
  db: Postgres,
  { identity, userId, requestId, now }: LinkIdentityInput,
): Promise<void> {
  const at = new Date(now).toISOString()
  const { accountProvider, subject } = identity
  const { rows } = await db.execute(sql`
    with linked as (
      insert into accounts (id, account_id, provider_id, user_id, created_at, updated_at)
      values (${uuidv7()}::uuid, ${subject}, ${accountProvider}, ${userId}::uuid, ${at}::timestamptz, ${at}::timestamptz)
      on conflict (provider_id, account_id) where deleted_at is null do nothing
      returning id
    ), audited as (
      insert into audit_entries (id, actor_id, action, target_type, target_id, detail, request_id, created_at)
      select ${uuidv7()}::uuid, ${userId}::uuid, 'identity.link', 'user', ${userId},
        ${JSON.stringify({ provider: accountProvider })}::jsonb, ${requestId ?? null}, ${at}::timestamptz
      from linked
    )
    select id from linked`)
  if (rows.length === 0 && (await findIdentity(db, identity)) !== userId) throw new Refusal('conflict')
}
