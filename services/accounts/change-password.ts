import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { hashPassword } from '#services/sessions/hash-password.ts'
import type { SessionCache } from '#services/sessions/session-cache.ts'
import { checkPassword } from './check-password.ts'
import { findAccountById } from './find-account.ts'
import { requireStrongPassword } from './require-strong-password.ts'
import { setPassword } from './set-password.ts'

export type ChangePasswordInput = {
  userId: string
  sessionId: string
  current: string
  password: string
  requestId?: string
  now: number
}

/**
 * Gives a person another password and ends their other sessions.
 * @throws Refusal `forbidden` where `current` is not the password, `weak_password`.
 */
export async function changePassword(
  { db, cache }: { db: Postgres; cache: SessionCache },
  { userId, sessionId, current, password, requestId, now }: ChangePasswordInput,
): Promise<void> {
  const account = await findAccountById(db, userId)
  if (!(await checkPassword(account, current)) || !account) throw new Refusal('forbidden')
  requireStrongPassword(password, account)
  const ended = await setPassword(db, {
    userId,
    passwordHash: await hashPassword(password),
    exceptSessionId: sessionId,
    action: 'user.change-password',
    ...(requestId === undefined ? {} : { requestId }),
    now,
  })
  await cache.forget(ended)
}
