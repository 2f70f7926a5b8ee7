import { type Me, me } from '#schema/wire/http/me.ts'
import {
  type AuthenticationResponse,
  type AuthenticationStarted,
  authenticationStarted,
  type Passkey,
  passkeyList,
  type RegistrationResponse,
  type RegistrationStarted,
  registrationStarted,
} from '#schema/wire/http/passkeys.ts'
import { secondFactorChecked } from '#schema/wire/http/security.ts'
import type { Requester } from './requester.ts'

const PATH = '/api/v1/me/passkeys'

type Registered = { name: string; response: RegistrationResponse }

/**
 * Passkeys (WebAuthn). `options` go through `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON` to
 * `navigator.credentials`; what that answers comes back by `toJSON()`. Each method throws `SentinelError`.
 */
export class Passkeys {
  readonly #request: Requester

  constructor(request: Requester) {
    this.#request = request
  }

  /** Begins to add one; `second_factor_required` unless the person signed in or confirmed within ten minutes. */
  startAdding(): Promise<RegistrationStarted> {
    return this.#request({ method: 'POST', path: `${PATH}/options`, schema: registrationStarted })
  }

  /** @returns the passkeys as they are now, the newest first. */
  async add(
    { challenge }: Pick<RegistrationStarted, 'challenge'>,
    { name, response }: Registered,
  ): Promise<Passkey[]> {
    const body = { challenge, name, response }
    return (await this.#request({ method: 'POST', path: PATH, body, schema: passkeyList })).passkeys
  }

  /** The newest first. */
  async list(): Promise<Passkey[]> {
    return (await this.#request({ method: 'GET', path: PATH, schema: passkeyList })).passkeys
  }

  remove(passkeyId: string): Promise<void> {
    return this.#request({ method: 'POST', path: `${PATH}/${encodeURIComponent(passkeyId)}/remove` })
  }

  /** Begins to use one, for `signIn` or `check`. It names nobody: the authenticator offers whom it knows. */
  start(): Promise<AuthenticationStarted> {
    return this.#request({
      method: 'POST',
      path: '/api/v1/auth/passkeys/options',
      schema: authenticationStarted,
    })
  }

  signIn(
    { challenge }: Pick<AuthenticationStarted, 'challenge'>,
    response: AuthenticationResponse,
  ): Promise<Me> {
    const body = { challenge, response }
    return this.#request({ method: 'POST', path: '/api/v1/auth/sign-in/passkey', body, schema: me })
  }

  /** Confirms the second factor in this session. @returns when, milliseconds. */
  async check(
    { challenge }: Pick<AuthenticationStarted, 'challenge'>,
    response: AuthenticationResponse,
  ): Promise<number> {
    const request = {
      method: 'POST',
      path: '/api/v1/me/second-factor/check-passkey',
      body: { challenge, response },
      schema: secondFactorChecked,
    } as const
    return (await this.#request(request)).secondFactorAt
  }
}
