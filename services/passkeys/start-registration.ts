import { and, eq, isNull } from 'drizzle-orm'
import { passkeys } from '#schema/postgres/index.ts'
import type { RegistrationStarted } from '#schema/wire/http/passkeys.ts'
import { issueChallenge } from '#services/challenges/issue-challenge.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { PASSKEY_ALGORITHMS, PASSKEY_TIMEOUT_MS, type RelyingParty, toUserHandle } from './relying-party.ts'

export type StartRegistrationInput = {
  userId: string
  name: string
  relyingParty: RelyingParty
  now: number
}

/**
 * Asks for a new passkey that can be found without a name and that verifies its person. What the authenticator signs is the
 * challenge's own token, so nothing of it stands in the database.
 */
export async function startRegistration(
  db: Postgres,
  { userId, name, relyingParty, now }: StartRegistrationInput,
): Promise<RegistrationStarted> {
  const known = await db
    .select({ id: passkeys.credentialId })
    .from(passkeys)
    .where(and(eq(passkeys.userId, userId), isNull(passkeys.deletedAt)))
  const lifeMs = PASSKEY_TIMEOUT_MS
  const asked = { kind: 'register-passkey', userId, detail: {}, now, lifeMs } as const
  const issued = await issueChallenge(db, asked)
  return {
    ...issued,
    options: {
      challenge: issued.challenge,
      rp: { id: relyingParty.id, name: relyingParty.name },
      user: { id: toUserHandle(userId), name, displayName: name },
      pubKeyCredParams: PASSKEY_ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      timeout: PASSKEY_TIMEOUT_MS,
      excludeCredentials: known.map(({ id }) => ({ type: 'public-key', id })),
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      attestation: 'none',
    },
  }
}
