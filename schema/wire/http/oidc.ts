import * as z from 'zod'

export const MAX_PROVIDER_ID_CHARACTERS = 32

/** Names a provider in paths. */
export const providerId = z
  .string()
  .max(MAX_PROVIDER_ID_CHARACTERS)
  .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/)

export const providerList = z.object({ providers: z.array(z.object({ id: z.string(), name: z.string() })) })
export type ProviderList = z.infer<typeof providerList>

/** Where the browser goes next. */
export const oidcStarted = z.object({ url: z.string() })
export type OidcStarted = z.infer<typeof oidcStarted>
