import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import type { RegistrationResponse } from '#schema/wire/http/passkeys.ts'
import { completeChallenge, takeAttempt } from '#services/challenges/answer-challenge.ts'
import { isUniqueViolation } from '#services/connections/is-unique-violation.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import type { RelyingParty } from './relying-party.ts'
import { type NewCredential, verifyRegistration } from './verify-registration.ts'

export const MAX_PASSKEYS = 20

export type AddPasskeyInput = {
  userId: string
  challenge: string
  name: string
  response: RegistrationResponse
  relyingParty: RelyingParty
  requestId?: string
  now: number
}

/**
 * Keeps the passkey that was made for a challenge of this person, with the audit entry.
 * @returns its id. @throws Refusal `forbidden` where challenge or answer do not hold, `conflict` where the credential is known,
 * `limit_reached` where the person has as many as one may have.
 */
export async function addPasskey(db: Postgres, input: AddPasskeyInput): Promise<string> {
  const { userId, challenge, response, relyingParty, now } = input
  const attempt = await takeAttempt(db, { kind: 'register-passkey', token: challenge, now })
  if (!attempt || attempt.userId !== userId) throw new Refusal('forbidden')
  const made = await verifyRegistration(response, { challenge, relyingParty })
  if (!made || !(await completeChallenge(db, { id: attempt.id, now }))) throw new Refusal('forbidden')
  try {
    return await insertPasskey(db, input, made)
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refusal('conflict')
    throw error
  }
}

async function insertPasskey(
  db: Postgres,
  { userId, name, response, requestId, now }: AddPasskeyInput,
  { credentialId, publicKey, counter, isBackedUp }: NewCredential,
): Promise<string> {
  const id = uuidv7()
  const at = new Date(now).toISOString()
  const transports = JSON.stringify(response.response.transports ?? [])
  const { rows } = await db.execute(sql`
    with added as (
      insert into passkeys
        (id, user_id, credential_id, public_key, counter, transports, is_backed_up, name, created_at, updated_at)
      select ${id}::uuid, ${userId}::uuid, ${credentialId},
        decode(${Buffer.from(publicKey).toString('base64')}, 'base64'), ${counter}::bigint,
        array(select jsonb_array_elements_text(${transports}::jsonb)), ${isBackedUp}::boolean, ${name},
        ${at}::timestamptz, ${at}::timestamptz
      where (select count(*) from passkeys where user_id = ${userId}::uuid and deleted_at is null) < ${MAX_PASSKEYS}::int
      returning id
    ), audited as (
      insert into audit_entries (id, actor_id, action, target_type, target_id, request_id, created_at)
      select ${uuidv7()}::uuid, ${userId}::uuid, 'passkey.add', 'passkey', id::text, ${requestId ?? null}, ${at}::timestamptz
      from added
    )
    select id from added`)
  if (rows.length === 0) throw new Refusal('limit_reached')
  return id
}
