import { z } from 'zod'
import { displayName } from '#schema/wire/text.ts'

const NAMELESS = 'Newcomer'
const MAX_EMAIL_CHARACTERS = 254

export type Profile = {
  name: string
  /** Only an address that the provider says it has verified. */
  verifiedEmail: string | null
}

const email = z.email().max(MAX_EMAIL_CHARACTERS)

/** What counts of a provider's claims (OpenID Connect Core 1.0, section 5.1). An address counts when `email_verified` is true itself. */
export function parseProfile(claims: Readonly<Record<string, unknown>>): Profile {
  const names = [claims.name, claims.preferred_username, claims.given_name, claims.nickname]
  const name = names.map((claim) => displayName.safeParse(claim).data).find((parsed) => parsed !== undefined)
  const address = claims.email_verified === true ? email.safeParse(claims.email).data : undefined
  return { name: name ?? NAMELESS, verifiedEmail: address?.toLowerCase() ?? null }
}
