import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import type { BillingEvent, BillingResult } from '#schema/wire/http/billing.ts'
import type { PlatformRole } from '#schema/wire/http/me.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { forgetUserSessions } from '#services/sessions/forget-user-sessions.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'

export type ApplyBillingEventInput = { event: BillingEvent; requestId: string; now: number }

/** The only two changes that billing makes: who guests or governs is left as they are. */
const CHANGES: Readonly<Record<BillingEvent['type'], { from: PlatformRole; to: PlatformRole }>> = {
  'subscription.started': { from: 'member', to: 'paid-member' },
  'subscription.ended': { from: 'paid-member', to: 'member' },
}
/** An event of the far future would outdate every one to come. */
const MAX_AHEAD_MS = 5 * 60_000

const outcomeRow = z.object({ is_new: z.boolean(), is_changed: z.boolean() })

/**
 * Grants or ends what is paid for; event, role, audit entry and standing change are written in one statement. An event that
 * comes again, or that is older than another of the same person, changes nothing.
 * @throws Refusal `malformed` for an event that is still to come.
 */
export async function applyBillingEvent(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { event, requestId, now }: ApplyBillingEventInput,
): Promise<BillingResult['outcome']> {
  const { id, type, userId, occurredAt } = event
  if (occurredAt > now + MAX_AHEAD_MS) throw new Refusal('malformed')
  const { from, to } = CHANGES[type]
  const at = new Date(now).toISOString()
  const occurred = new Date(occurredAt).toISOString()
  const [, result] = await db.batch([
    // Events of one person pass one after the other: of two at once neither would see which is the newer.
    db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`billing:${userId}`}, 0))`),
    db.execute(sql`
      with fresh as (
        insert into billing_events (id, type, user_id, occurred_at, created_at)
        values (${id}, ${type}, ${userId}::uuid, ${occurred}::timestamptz, ${at}::timestamptz)
        on conflict (id) do nothing returning id
      ), changed as (
        update users set role = ${to}, role_version = role_version + 1, updated_at = ${at}::timestamptz
        where id = ${userId}::uuid and role = ${from} and deleted_at is null and exists (select 1 from fresh)
          and not exists (
            select 1 from billing_events where user_id = ${userId}::uuid and occurred_at > ${occurred}::timestamptz)
        returning id, role_version
      ), audited as (
        insert into audit_entries (id, actor_id, action, target_type, target_id, detail, request_id, created_at)
        select ${uuidv7()}::uuid, null, 'user.billing', 'user', id::text,
          jsonb_build_object('from', ${from}::text, 'to', ${to}::text, 'billingEventId', ${id}::text), ${requestId},
          ${at}::timestamptz
        from changed
      ), told as (
        insert into standing_changes (id, user_id, change, created_at)
        select ${uuidv7()}::uuid, id,
          jsonb_build_object('type', 'role', 'role', ${to}::text, 'roleVersion', role_version), ${at}::timestamptz
        from changed
      )
      select exists (select 1 from fresh) as is_new, exists (select 1 from changed) as is_changed`),
  ])
  const { is_new: isNew, is_changed: isChanged } = outcomeRow.parse(result.rows[0])
  // Also where it is repeated: the first time may have ended between the two.
  await forgetUserSessions({ db, cache }, userId)
  if (!isNew) return 'repeated'
  return isChanged ? 'applied' : 'unchanged'
}
