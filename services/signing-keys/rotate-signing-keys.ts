import { sql } from 'drizzle-orm'
import { exportJWK, generateKeyPair } from 'jose'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import type { Postgres } from '#services/connections/postgres.ts'
import type { Keyring } from '#services/content-keys/create-keyring.ts'

const DAY_MS = 24 * 3_600_000
export const SIGNS_MS = 7 * DAY_MS
/** A key is published for so long before it signs: whoever keeps the key set for hours knows it by then. */
export const PUBLISHED_BEFORE_MS = DAY_MS
/** What it has signed lives five minutes; clocks differ. */
export const PUBLISHED_AFTER_MS = 3_600_000

const newestRow = z.object({ signs_until: z.coerce.date().nullable() })

/**
 * Makes the next signing key when the newest one has less than a day left to sign, and the first one when there is none: publish, then
 * sign, then retire. Of two at once one does nothing.
 */
export async function rotateSigningKeys(
  { db, keyring }: { db: Postgres; keyring: Keyring },
  { now }: { now: number },
): Promise<'made' | 'kept'> {
  const found = await db.execute(
    sql`select max(signs_until) as signs_until from signing_keys where deleted_at is null`,
  )
  const until = newestRow.parse(found.rows[0] ?? { signs_until: null }).signs_until?.getTime() ?? 0
  if (until - now > PUBLISHED_BEFORE_MS) return 'kept'
  const id = uuidv7()
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const { kty, crv, x } = await exportJWK(publicKey)
  const secret = new Uint8Array(new TextEncoder().encode(JSON.stringify(await exportJWK(privateKey))))
  const { sealed, masterKeyVersion } = await keyring.seal(secret, { purpose: 'signing-key', ownerId: id })
  secret.fill(0)
  const from = Math.max(until, now)
  const at = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`
  const [, inserted] = await db.batch([
    db.execute(sql`select pg_advisory_xact_lock(hashtext('sentinel.signing-keys'))`),
    db.execute(sql`
      insert into signing_keys
        (id, public_jwk, sealed_private_key, master_key_version, signs_from, signs_until, published_until, created_at)
      select ${id}::uuid, ${JSON.stringify({ kty, crv, x })}::jsonb,
        decode(${Buffer.from(sealed).toString('base64')}, 'base64'), ${masterKeyVersion}, ${at(from)},
        ${at(from + SIGNS_MS)}, ${at(from + SIGNS_MS + PUBLISHED_AFTER_MS)}, ${at(now)}
      where not exists (select 1 from signing_keys where deleted_at is null and signs_until > ${at(Math.max(until, now))})
      returning id`),
  ])
  return inserted.rows.length === 1 ? 'made' : 'kept'
}
