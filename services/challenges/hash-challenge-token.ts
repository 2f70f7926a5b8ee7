/** SHA-256 of the UTF-8 form: enough for a token of 256 random bits, which nobody guesses. */
export async function hashChallengeToken(token: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)))
}
