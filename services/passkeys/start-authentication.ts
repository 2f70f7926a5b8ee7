import type { AuthenticationStarted } from '#schema/wire/http/passkeys.ts'
import { issueChallenge } from '#services/challenges/issue-challenge.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { PASSKEY_TIMEOUT_MS, type RelyingParty } from './relying-party.ts'

/** Asks for a signature by any passkey made for us. It names nobody, so it tells nothing of who has one. */
export async function startAuthentication(
  db: Postgres,
  { relyingParty, now }: { relyingParty: RelyingParty; now: number },
): Promise<AuthenticationStarted> {
  const lifeMs = PASSKEY_TIMEOUT_MS
  const issued = await issueChallenge(db, { kind: 'use-passkey', userId: null, detail: {}, now, lifeMs })
  const { challenge } = issued
  const options = {
    challenge,
    rpId: relyingParty.id,
    timeout: PASSKEY_TIMEOUT_MS,
    userVerification: 'required',
  } as const
  return { ...issued, options }
}
