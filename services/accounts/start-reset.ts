import { issueChallenge } from '#services/challenges/issue-challenge.ts'
import { createCode, hashCode } from '#services/challenges/mailed-code.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { Mail } from '#services/mail/mailer.ts'
import { findAccountByEmail } from './find-account.ts'

export const RESET_CODE_LIFE_MS = 15 * 60_000

/** Begins a reset of a password. The answer is the same whether or not the address has an account; `mail` is null where not. */
export async function startReset(
  db: Postgres,
  { email, now }: { email: string; now: number },
): Promise<{ challenge: string; expiresAt: number; mail: Mail | null }> {
  const account = await findAccountByEmail(db, email)
  const code = createCode()
  const { challenge, expiresAt } = await issueChallenge(db, {
    kind: 'reset-password',
    userId: account?.userId ?? null,
    detail: async (token) => ({ codeHash: account ? await hashCode(token, code) : null }),
    now,
    lifeMs: RESET_CODE_LIFE_MS,
  })
  return { challenge, expiresAt, mail: account ? tellCode(account.email, code) : null }
}

const tellCode = (to: string, code: string): Mail => ({
  to,
  subject: `${code} is your Sentinel Chat code`,
  text: `Your code to set a new password is ${code}. It is good for 15 minutes.\n\nIf you did not ask for it, do nothing: your password stays.`,
})
