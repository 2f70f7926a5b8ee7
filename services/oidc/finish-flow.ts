import * as oauth from 'oauth4webapi'
import { completeChallenge, takeAttempt } from '#services/challenges/answer-challenge.ts'
import type { Postgres } from '#services/connections/postgres.ts'
import { Refusal } from '#services/errors/refusal.ts'
import { type FlowLink, flowDetail } from './flow-detail.ts'
import { deriveFlowSecrets } from './flow-secrets.ts'
import { type Profile, parseProfile } from './profile.ts'
import type { OidcProvider } from './provider.ts'
import { exchangeOptions, type ProviderDirectory } from './provider-directory.ts'

export type FinishFlowInput = {
  provider: OidcProvider
  /** What the browser's cookie holds. */
  token: string
  /** The query that the provider sent the browser back with. */
  parameters: URLSearchParams
  redirectUri: string
  now: number
}

export type FinishedFlow = {
  link: FlowLink | null
  /** The provider's name for the person: with the provider, the only thing that an account is known by. */
  subject: string
  /** Asks the provider who that is; for people who are new here. */
  readProfile(): Promise<Profile>
}

function authenticate({ clientSecret }: OidcProvider, server: oauth.AuthorizationServer): oauth.ClientAuth {
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return methods.includes('client_secret_basic')
    ? oauth.ClientSecretBasic(clientSecret)
    : oauth.ClientSecretPost(clientSecret)
}

/**
 * Takes a provider's answer: checks that this browser asked for it, uses the flow up, changes the code for an ID token and checks that
 * (OpenID Connect Core 1.0, section 3.1.3.7; its signature too).
 * @throws Refusal `unauthenticated` where no flow stands behind the cookie; the library's error where the answer does not hold.
 */
export async function finishFlow(
  { db, directory }: { db: Postgres; directory: ProviderDirectory },
  { provider, token, parameters, redirectUri, now }: FinishFlowInput,
): Promise<FinishedFlow> {
  const server = await directory.discover(provider, now)
  const client: oauth.Client = { client_id: provider.clientId }
  const { state, nonce, codeVerifier } = await deriveFlowSecrets(token)
  const answer = oauth.validateAuthResponse(server, client, parameters, state)

  const attempt = await takeAttempt(db, { kind: 'oidc', token, now })
  const detail = attempt && flowDetail.parse(attempt.detail)
  if (!attempt || !detail || detail.provider !== provider.id) throw new Refusal('unauthenticated')
  if (!(await completeChallenge(db, { id: attempt.id, now }))) throw new Refusal('unauthenticated')

  const options = exchangeOptions(provider)
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    authenticate(provider, server),
    answer,
    redirectUri,
    codeVerifier,
    options,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(server, response, options)
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  if (!claims) throw new Refusal('unauthenticated')
  return {
    link: detail.link,
    subject: claims.sub,
    readProfile: async () => {
      if (server.userinfo_endpoint === undefined) return parseProfile(claims)
      const told = await oauth.userInfoRequest(server, client, tokens.access_token, options)
      return parseProfile({
        ...claims,
        ...(await oauth.processUserInfoResponse(server, client, claims.sub, told)),
      })
    },
  }
}
