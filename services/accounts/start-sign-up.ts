import { issueChallenge } from '#services/challenges/issue-challenge.ts'
import { createCode, hashCode } from '#services/challenges/mailed-code.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import type { Mail } from '#services/mail/mailer.ts'
import { hashPassword } from '#services/sessions/hash-password.ts'
import { findAccountByEmail } from './find-account.ts'
import { requireStrongPassword } from './require-strong-password.ts'

export const SIGN_UP_CODE_LIFE_MS = 15 * 60_000

export type StartSignUpInput = {
  name: string
  email: string
  password: string
  /** The guest who becomes a member, if one does. */
  guestId: string | null
  now: number
}

export type Started = { challenge: string; expiresAt: number; mail: Mail }

/**
 * Begins a sign-up: the account is made once the mailed code has come back. For an address that has an account everything that the
 * caller sees is the same; no code completes it, and the mail tells the owner.
 * @throws Refusal `weak_password`.
 */
export async function startSignUp(
  db: Postgres,
  { name, email, password, guestId, now }: StartSignUpInput,
): Promise<Started> {
  requireStrongPassword(password, { name, email })
  const [existing, passwordHash] = await Promise.all([findAccountByEmail(db, email), hashPassword(password)])
  const code = createCode()
  const { challenge, expiresAt } = await issueChallenge(db, {
    kind: 'verify-email',
    userId: null,
    detail: async (token) => ({
      ...{ name, email, passwordHash, guestId },
      codeHash: existing ? null : await hashCode(token, code),
    }),
    now,
    lifeMs: SIGN_UP_CODE_LIFE_MS,
  })
  return { challenge, expiresAt, mail: existing ? tellOwner(email) : tellCode(email, code) }
}

const tellCode = (to: string, code: string): Mail => ({
  to,
  subject: `${code} is your Sentinel Chat code`,
  text: `Your code is ${code}. It is good for 15 minutes.\n\nIf you did not sign up, do nothing: without the code there is no account.`,
})

const tellOwner = (to: string): Mail => ({
  to,
  subject: 'You already have a Sentinel Chat account',
  text: 'Someone, perhaps you, tried to sign up with this address. It has an account already: sign in, or have your password reset.\n\nIf it was not you, do nothing.',
})
