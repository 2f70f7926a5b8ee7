import { type OidcStarted, oidcStarted, type ProviderList, providerList } from '#schema/wire/http/oidc.ts'
import type { Requester } from './requester.ts'

/** Signing in at other providers (OpenID Connect), for pages of the platform's own site. Each method throws `SentinelError`. */
export class Providers {
  readonly #request: Requester

  constructor(request: Requester) {
    this.#request = request
  }

  async list(): Promise<ProviderList['providers']> {
    const request = { method: 'GET', path: '/api/v1/auth/oidc', schema: providerList } as const
    return (await this.#request(request)).providers
  }

  /**
   * Begins a sign-in, or, for who is signed in, the linking of one more way in. The page goes to `url`; the provider sends it back to
   * `/`, to `/#second-factor=<challenge>`, which `security.signIn` answers, or to `/?sign-in=failed`.
   */
  start(providerId: string): Promise<OidcStarted> {
    const path = `/api/v1/auth/oidc/${encodeURIComponent(providerId)}/start`
    return this.#request({ method: 'POST', path, schema: oidcStarted })
  }
}
