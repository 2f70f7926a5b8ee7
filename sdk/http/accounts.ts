import { z } from 'zod'
import {
  type NextStep,
  nextStep,
  type ResetStarted,
  resetStarted,
  revokedCount,
  type SessionList,
  sessionList,
} from '#schema/wire/http/auth.ts'
import { type Me, me } from '#schema/wire/http/me.ts'
import type { Authorizer } from './credentials.ts'
import type { Requester } from './requester.ts'

export type SignUp = { name: string; email: string; password: string }
export type SignIn = { email: string; password: string }

const signedIn = z.union([nextStep, me])

/** Accounts and the session. Each method throws `SentinelError`. */
export class Accounts {
  readonly #request: Requester
  readonly #authorizer: Authorizer

  constructor(request: Requester, authorizer: Authorizer) {
    this.#request = request
    this.#authorizer = authorizer
  }

  /** Asks for an account: a code goes to the address, and `verifyEmail` signs in. A guest who asks becomes the member. */
  signUp({ name, email, password }: SignUp): Promise<Me | NextStep> {
    const body = { name, email, password }
    return this.#request({ method: 'POST', path: '/api/v1/auth/sign-up/email', body, schema: signedIn })
  }

  /** The code that was mailed. `unauthenticated` for a wrong one; a challenge takes five tries. */
  verifyEmail({ challenge, code }: { challenge: string; code: string }): Promise<Me> {
    return this.#request({
      method: 'POST',
      path: '/api/v1/auth/verify-email',
      body: { challenge, code },
      schema: me,
    })
  }

  signIn({ email, password }: SignIn): Promise<Me | NextStep> {
    const body = { email, password }
    return this.#request({ method: 'POST', path: '/api/v1/auth/sign-in/email', body, schema: signedIn })
  }

  /** Asks for a code to set a new password. The answer does not tell whether the address has an account. */
  forgotPassword(email: string): Promise<ResetStarted> {
    return this.#request({
      method: 'POST',
      path: '/api/v1/auth/password/forgot',
      body: { email },
      schema: resetStarted,
    })
  }

  /** Sets a new password with the mailed code; every session of the person ends. */
  resetPassword({
    challenge,
    code,
    password,
  }: {
    challenge: string
    code: string
    password: string
  }): Promise<void> {
    const body = { challenge, code, password }
    return this.#request({ method: 'POST', path: '/api/v1/auth/password/reset', body })
  }

  /** Every other session of the person ends. `forbidden` where `current` is not the password. */
  changePassword({ current, password }: { current: string; password: string }): Promise<void> {
    return this.#request({ method: 'POST', path: '/api/v1/me/password', body: { current, password } })
  }

  /** Where the person is signed in. */
  async sessions(): Promise<SessionList['sessions']> {
    const answer = await this.#request({ method: 'GET', path: '/api/v1/me/sessions', schema: sessionList })
    return answer.sessions
  }

  revokeSession(sessionId: string): Promise<void> {
    return this.#request({ method: 'POST', path: `/api/v1/me/sessions/${sessionId}/revoke` })
  }

  /** @returns how many sessions have ended. */
  async revokeAllSessions({ keepCurrent }: { keepCurrent: boolean }): Promise<number> {
    const body = { keepCurrent }
    const path = '/api/v1/me/sessions/revoke-all'
    return (await this.#request({ method: 'POST', path, body, schema: revokedCount })).revoked
  }

  /** An account without a password that lasts as long as its session. */
  signInAsGuest(name?: string): Promise<Me> {
    const body = name === undefined ? {} : { name }
    return this.#request({ method: 'POST', path: '/api/v1/auth/sign-in/anonymous', body, schema: me })
  }

  async signOut(): Promise<void> {
    await this.#request({ method: 'POST', path: '/api/v1/auth/sign-out' })
    this.#authorizer.forget()
  }

  /**
   * Deletes the account for good: nobody can read what its person wrote any more. Needs the password where there is one, else
   * a session of the last ten minutes; a guest needs neither.
   */
  async deleteMe({ password }: { password?: string | undefined } = {}): Promise<void> {
    const body = password === undefined ? {} : { password }
    await this.#request({ method: 'POST', path: '/api/v1/me/delete', body })
    this.#authorizer.forget()
  }

  me(): Promise<Me> {
    return this.#request({ method: 'GET', path: '/api/v1/me', schema: me })
  }

  rename(name: string): Promise<Me> {
    return this.#request({ method: 'PATCH', path: '/api/v1/me', body: { name }, schema: me })
  }
}
