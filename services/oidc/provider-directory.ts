import * as oauth from 'oauth4webapi'
import type { OidcProvider } from './provider.ts'

const FRESH_MS = 3_600_000
const TIMEOUT_MS = 3_000

/** One exchange with a provider: bounded, and in the clear only where its issuer is, which production refuses. */
export const exchangeOptions = ({ issuer }: OidcProvider) => ({
  signal: () => AbortSignal.timeout(TIMEOUT_MS),
  [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
})

/**
 * The configured providers, and what they publish of themselves (OpenID Connect Discovery 1.0), kept for an hour. Only answers are kept
 * and no promises: in the Workers runtime one request may not wait for what another has asked.
 */
export class ProviderDirectory {
  readonly providers: readonly OidcProvider[]
  readonly #known = new Map<string, { server: oauth.AuthorizationServer; at: number }>()

  constructor(providers: readonly OidcProvider[]) {
    this.providers = providers
  }

  find(id: string): OidcProvider | null {
    return this.providers.find((provider) => provider.id === id) ?? null
  }

  /** @throws the library's or the transport's error where the provider can not be reached or says it is another one. */
  async discover(provider: OidcProvider, now: number): Promise<oauth.AuthorizationServer> {
    const known = this.#known.get(provider.id)
    if (known && now - known.at < FRESH_MS) return known.server
    const issuer = new URL(provider.issuer)
    const response = await oauth.discoveryRequest(issuer, {
      ...exchangeOptions(provider),
      algorithm: 'oidc',
    })
    const server = await oauth.processDiscoveryResponse(issuer, response)
    this.#known.set(provider.id, { server, at: now })
    return server
  }
}
