/** Who asks for passkeys (WebAuthn Level 3): they are made for `id` and answer to pages of `origin` alone. */
export type RelyingParty = { id: string; origin: string; name: string }

/** The platform under its public address. Browsers make passkeys for names, not for addresses such as 127.0.0.1. */
export function createRelyingParty(publicOrigin: string): RelyingParty {
  const { hostname, origin } = new URL(publicOrigin)
  return { id: hostname, origin, name: 'Sentinel Chat' }
}

export const PASSKEY_TIMEOUT_MS = 5 * 60_000

/** COSE algorithms taken (RFC 9053): Ed25519, ES256, RS256. */
export const PASSKEY_ALGORITHMS: readonly number[] = [-8, -7, -257]

/** The person's id as authenticators keep it: its 16 bytes in base64url. */
export const toUserHandle = (userId: string): string =>
  Buffer.from(userId.replaceAll('-', ''), 'hex').toString('base64url')
