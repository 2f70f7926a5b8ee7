import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import type { Postgres } from '#services/connections/postgres.ts'
import type { Keyring } from '#services/content-keys/create-keyring.ts'
import { namingEnded } from '#services/sessions/revoke-sessions.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'
import { findSecondFactor } from './find-second-factor.ts'
import { createRecoveryCodes, hashRecoveryCode } from './recovery-codes.ts'
import { findTotpStep } from './totp.ts'

export type ConfirmTotpInput = {
  userId: string
  sessionId: string
  code: string
  requestId?: string
  now: number
}

const confirmed = z.object({ tokens: z.array(z.string()) })

/**
 * Turns the authenticator on with its first code, makes recovery codes, and ends the other sessions, which began without it. With the
 * audit entry and what the inbox is to be told, in one statement: there is no factor without codes to fall back on.
 * @returns the recovery codes, told this once; null where the code is wrong, or nothing waits to be confirmed.
 */
export async function confirmTotp(
  { db, cache, keyring }: { db: Postgres; cache: SessionCache; keyring: Keyring },
  { userId, sessionId, code, requestId, now }: ConfirmTotpInput,
): Promise<string[] | null> {
  const factor = await findSecondFactor(db, userId)
  if (!factor || factor.confirmedAt !== null) return null
  const { sealedSecret: sealed, masterKeyVersion, secretId } = factor
  const secret = await keyring.open({ sealed, masterKeyVersion }, { purpose: 'totp', ownerId: userId })
  const step = findTotpStep(secret, code, now)
  if (step === null) return null
  const codes = createRecoveryCodes()
  const kept = await Promise.all(
    codes.map(async (each) => ({
      id: uuidv7(),
      hash: Buffer.from(await hashRecoveryCode(each)).toString('base64'),
    })),
  )
  const at = sql`${new Date(now).toISOString()}::timestamptz`
  const change = JSON.stringify({ type: 'sessions-revoked', exceptSessionId: sessionId })
  const { rows } = await db.execute(sql`
    with taken as (
      update second_factors set last_step = ${step}::bigint, confirmed_at = ${at}, updated_at = ${at}
      where user_id = ${userId}::uuid and secret_id = ${secretId}::uuid and confirmed_at is null
        and last_step < ${step}::bigint and deleted_at is null
      returning user_id
    ), dropped as (
      update recovery_codes as r set deleted_at = ${at} from taken where r.user_id = taken.user_id and r.deleted_at is null
    ), added as (
      insert into recovery_codes (id, user_id, code_hash, created_at)
      select (code->>'id')::uuid, taken.user_id, decode(code->>'hash', 'base64'), ${at}
      from taken, jsonb_array_elements(${JSON.stringify(kept)}::jsonb) as code
    ), marked as (
      update sessions as s set second_factor_at = ${at}, updated_at = ${at}
      from taken where s.id = ${sessionId}::uuid and s.deleted_at is null returning s.token
    ), ended as (
      update sessions as s set deleted_at = ${at}, updated_at = ${at}
      from taken where s.user_id = taken.user_id and s.id <> ${sessionId}::uuid and s.deleted_at is null
      returning s.id, s.token
    ), audited as (
      insert into audit_entries (id, actor_id, action, target_type, target_id, request_id, created_at)
      select ${uuidv7()}::uuid, user_id, 'second-factor.on', 'user', user_id::text, ${requestId ?? null}, ${at} from taken
    ), told as (
      insert into standing_changes (id, user_id, change, created_at)
      select ${uuidv7()}::uuid, user_id, ${change}::jsonb ${namingEnded}, ${at} from taken
      where exists (select 1 from ended)
    )
    select (select coalesce(json_agg(token), '[]') from (select token from marked union all select token from ended) as changed)
      as tokens
    from taken`)
  const row = rows[0]
  if (row === undefined) return null
  await cache.forget(confirmed.parse(row).tokens)
  return codes
}
