import { z } from 'zod'
import { providerId } from '#schema/wire/http/oidc.ts'
import { displayName } from '#schema/wire/text.ts'

const isPlainUrl = (value: string) => {
  const url = URL.parse(value)
  if (!url || !/^https?:$/.test(url.protocol)) return false
  return url.search === '' && url.hash === '' && url.username === ''
}

/** One provider of identities (OpenID Connect Core 1.0) and what we are registered as there. */
export const oidcProvider = z.strictObject({
  id: providerId,
  name: displayName,
  issuer: z.url().refine(isPlainUrl),
  clientId: z.string().min(1).max(500),
  clientSecret: z.string().min(8).max(500),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/))
    .max(20)
    .default(['openid', 'email', 'profile'])
    .refine((scopes) => scopes.includes('openid')),
})
export type OidcProvider = z.infer<typeof oidcProvider>

export const oidcProviders = z
  .array(oidcProvider)
  .max(20)
  .refine((providers) => new Set(providers.map(({ id }) => id)).size === providers.length)

/** Names the provider in `accounts.provider_id`, where `credential` stands for passwords. */
export const accountProviderOf = ({ id }: Pick<OidcProvider, 'id'>): string => `oidc:${id}`
