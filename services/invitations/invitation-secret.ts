const SECRET_BYTES = 32

/** 256 random bits in base64url: nobody guesses it, so its bare hash is enough to know it by. */
export const createInvitationSecret = (): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString('base64url')

/** SHA-256 of the secret, in hexadecimal digits. */
export async function hashInvitationSecret(secret: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))
  return Buffer.from(digest).toString('hex')
}
