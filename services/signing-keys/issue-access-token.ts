import { importJWK, SignJWT } from 'jose'
import { uuidv7 } from 'uuidv7'
import type { Actor } from '#domain/roles/can.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { Keyring } from '#services/content-keys/create-keyring.ts'
import { rotateSigningKeys } from './rotate-signing-keys.ts'
import { listPublishedKeys } from './signing-key-set.ts'

export const ACCESS_TOKEN_LIFE_MS = 5 * 60_000
export const ACCESS_TOKEN_ALGORITHM = 'EdDSA'

const findSigner = async (db: Postgres, now: number) =>
  (await listPublishedKeys(db, now)).find(({ signsFrom, signsUntil }) => signsFrom <= now && now < signsUntil)

/**
 * A JWT (RFC 7519, EdDSA of RFC 8037) that names the person and the session for five minutes. Other services check it against the
 * published keys; here the session behind it counts.
 */
export async function issueAccessToken(
  { db, keyring }: { db: Postgres; keyring: Keyring },
  { actor, issuer, now }: { actor: Actor; issuer: string; now: number },
): Promise<{ token: string; expiresAt: number }> {
  let signer = await findSigner(db, now)
  if (!signer) {
    await rotateSigningKeys({ db, keyring }, { now })
    signer = await findSigner(db, now)
  }
  if (!signer) throw new Error('There is no signing key.')
  const { sealed, masterKeyVersion, jwk } = signer
  const secret = await keyring.open(
    { sealed, masterKeyVersion },
    { purpose: 'signing-key', ownerId: jwk.kid },
  )
  const key = await importJWK(JSON.parse(new TextDecoder().decode(secret)), ACCESS_TOKEN_ALGORITHM)
  const expiresAtSeconds = Math.floor((now + ACCESS_TOKEN_LIFE_MS) / 1000)
  const token = await new SignJWT({ sid: actor.sessionId, role: actor.role })
    .setProtectedHeader({ alg: ACCESS_TOKEN_ALGORITHM, typ: 'JWT', kid: jwk.kid })
    .setIssuer(issuer)
    .setAudience(issuer)
    .setSubject(actor.userId)
    .setJti(uuidv7())
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(expiresAtSeconds)
    .sign(key)
  return { token, expiresAt: expiresAtSeconds * 1000 }
}
