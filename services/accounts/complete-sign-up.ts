import { z } from 'zod'
import { completeChallenge, takeAttempt } from '#services/challenges/answer-challenge.ts'
import { isCode } from '#services/challenges/mailed-code.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'
import { createAccount } from './create-account.ts'
import { upgradeGuest } from './upgrade-guest.ts'

const pending = z.object({
  name: z.string(),
  email: z.string(),
  passwordHash: z.string(),
  guestId: z.uuid().nullable(),
  codeHash: z.string().nullable(),
})

/**
 * Makes the account of a sign-up whose mailed code came back.
 * @returns the person's id. @throws Refusal `unauthenticated` for a wrong, used or expired one, `conflict` where the address got an
 * account meanwhile.
 */
export async function completeSignUp(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { challenge, code, requestId, now }: { challenge: string; code: string; requestId?: string; now: number },
): Promise<string> {
  const attempt = await takeAttempt(db, { kind: 'verify-email', token: challenge, now })
  if (!attempt) throw new Refusal('unauthenticated')
  const { codeHash, guestId, ...person } = pending.parse(attempt.detail)
  if (codeHash === null || !(await isCode(challenge, code, codeHash))) throw new Refusal('unauthenticated')
  if (!(await completeChallenge(db, { id: attempt.id, now }))) throw new Refusal('unauthenticated')
  const request = { ...person, isVerified: true, ...(requestId === undefined ? {} : { requestId }), now }
  if (guestId === null) return await createAccount(db, request)
  await upgradeGuest({ db, cache }, { ...request, guestId })
  return guestId
}
