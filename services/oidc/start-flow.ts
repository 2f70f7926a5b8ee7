import * as oauth from 'oauth4webapi'
import { issueChallenge } from '#services/challenges/issue-challenge.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import type { FlowLink } from './flow-detail.ts'
import { deriveFlowSecrets } from './flow-secrets.ts'
import type { OidcProvider } from './provider.ts'
import type { ProviderDirectory } from './provider-directory.ts'

export const FLOW_LIFE_MS = 10 * 60_000

export type StartFlowInput = {
  provider: OidcProvider
  redirectUri: string
  /** The session that asks to have the identity linked; null: to sign in with it. */
  link: FlowLink | null
  now: number
}

/** Where a sent browser may go: a page, never a script. */
function requirePage(endpoint: string | undefined, { issuer }: OidcProvider): URL {
  const url = URL.parse(endpoint ?? '')
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && issuer.startsWith('http:'))
  if (!url || !isSafe) throw new Refusal('unavailable')
  return url
}

/**
 * Begins a sign-in at a provider: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, section 3.1).
 * @returns where the browser goes, and the token that its cookie keeps. @throws Refusal `unavailable` where the provider can't be reached.
 */
export async function startFlow(
  { db, directory }: { db: Postgres; directory: ProviderDirectory },
  { provider, redirectUri, link, now }: StartFlowInput,
): Promise<{ url: string; token: string }> {
  const server = await directory.discover(provider, now).catch(() => {
    throw new Refusal('unavailable')
  })
  const url = requirePage(server.authorization_endpoint, provider)
  const { challenge: token } = await issueChallenge(db, {
    kind: 'oidc',
    userId: link?.userId ?? null,
    detail: { provider: provider.id, link },
    now,
    lifeMs: FLOW_LIFE_MS,
  })
  const { state, nonce, codeVerifier } = await deriveFlowSecrets(token)
  const asked = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    scope: provider.scopes.join(' '),
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  return { url: url.href, token }
}
