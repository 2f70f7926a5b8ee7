import { type Me, me } from '#schema/wire/http/me.ts'
import type { Authorizer } from './credentials.ts'
import type { Requester } from './requester.ts'

export type SignUp = { name: string; email: string; password: string }
export type SignIn = { email: string; password: string }

/** Accounts and the session. Each method throws `SentinelError`. */
export class Accounts {
  readonly #request: Requester
  readonly #authorizer: Authorizer

  constructor(request: Requester, authorizer: Authorizer) {
    this.#request = request
    this.#authorizer = authorizer
  }

  /** Makes an account and signs in. */
  signUp({ name, email, password }: SignUp): Promise<Me> {
    const body = { name, email, password }
    return this.#request({ method: 'POST', path: '/api/v1/auth/sign-up/email', body, schema: me })
  }

  signIn({ email, password }: SignIn): Promise<Me> {
    const body = { email, password }
    return this.#request({ method: 'POST', path: '/api/v1/auth/sign-in/email', body, schema: me })
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
