import type { AuthenticationResponse } from '#schema/wire/http/passkeys.ts'
import { completeChallenge, takeAttempt } from '#services/challenges/answer-challenge.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { countUse } from './count-use.ts'
import { findPasskey } from './find-passkey.ts'
import type { RelyingParty } from './relying-party.ts'
import { verifyAuthentication } from './verify-authentication.ts'

export type CheckPasskeyInput = {
  challenge: string
  response: AuthenticationResponse
  relyingParty: RelyingParty
  /** Only a passkey of this person will do; left out: anybody's. */
  userId?: string
  requestId?: string
  now: number
}

/**
 * Whose passkey has signed the challenge; null where it is nobody's, or the answer does not hold. The challenge is used up before
 * the use counts, so an answer that is sent twice holds once.
 */
export async function checkPasskey(
  db: Postgres,
  { challenge, response, relyingParty, userId, requestId, now }: CheckPasskeyInput,
): Promise<string | null> {
  const attempt = await takeAttempt(db, { kind: 'use-passkey', token: challenge, now })
  const known = attempt && (await findPasskey(db, response.id))
  if (!attempt || !known || (userId !== undefined && known.userId !== userId)) return null
  const signed = await verifyAuthentication(response, { challenge, relyingParty, known })
  if (!signed || !(await completeChallenge(db, { id: attempt.id, now }))) return null
  const use = { passkey: known, ...signed, ...(requestId === undefined ? {} : { requestId }), now }
  return (await countUse(db, use)) ? known.userId : null
}
