import { z } from 'zod'
import { completeChallenge, takeAttempt } from '#services/challenges/answer-challenge.ts'
import { isCode } from '#services/challenges/mailed-code.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { hashPassword } from '#services/sessions/hash-password.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'
import { findAccountById } from './find-account.ts'
import { requireStrongPassword } from './require-strong-password.ts'
import { setPassword } from './set-password.ts'

const pending = z.object({ codeHash: z.string().nullable() })

export type CompleteResetInput = {
  challenge: string
  code: string
  password: string
  requestId?: string
  now: number
}

/**
 * Sets a new password once the mailed code came back, and ends every session. A second factor stays: a mailbox alone opens no account
 * that has one.
 * @returns the person's id. @throws Refusal `unauthenticated` for a wrong, used or expired code, `weak_password`.
 */
export async function completeReset(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { challenge, code, password, requestId, now }: CompleteResetInput,
): Promise<string> {
  const attempt = await takeAttempt(db, { kind: 'reset-password', token: challenge, now })
  if (!attempt) throw new Refusal('unauthenticated')
  const { codeHash } = pending.parse(attempt.detail)
  if (codeHash === null || !(await isCode(challenge, code, codeHash))) throw new Refusal('unauthenticated')
  const account = attempt.userId === null ? null : await findAccountById(db, attempt.userId)
  if (!account) throw new Refusal('unauthenticated')
  requireStrongPassword(password, account)
  const passwordHash = await hashPassword(password)
  if (!(await completeChallenge(db, { id: attempt.id, now }))) throw new Refusal('unauthenticated')
  const { userId } = account
  const ended = await setPassword(db, {
    ...{ userId, passwordHash, exceptSessionId: null, action: 'user.reset-password', now },
    ...(requestId === undefined ? {} : { requestId }),
  })
  await cache.forget(ended)
  return userId
}
