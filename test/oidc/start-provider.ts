import { generateKeyPairSync, randomBytes } from 'node:crypto'
import Provider from 'oidc-provider'
import { listen } from './listen.ts'

/** Claims of a person by their `sub`. */
export type People = Map<string, Record<string, unknown>>

export const CLIENT = { id: 'sentinel', secret: 'a-secret-of-the-client' }

export type TestProvider = { issuer: string; people: People; stop(): Promise<void> }

/** A real OpenID provider (npm `oidc-provider`) on this machine: whoever it knows signs in there by their `sub`. */
export async function startProvider(
  redirectUris: readonly string[],
  { authMethod = 'client_secret_basic' } = {},
): Promise<TestProvider> {
  const people: People = new Map()
  const { origin, serve, stop } = await listen()
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const provider = new Provider(origin, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [...redirectUris],
        token_endpoint_auth_method: authMethod,
      },
    ],
    clientAuthMethods: [authMethod],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId, ...people.get(accountId) }),
    }),
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256', use: 'sig' }] },
    pkce: { required: () => true },
  })
  serve(provider.callback())
  return { issuer: origin, people, stop }
}
