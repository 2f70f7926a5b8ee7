import { timingSafeEqual } from 'node:crypto'

const DIGITS = 8
const RANGE = 10 ** DIGITS
/** The largest multiple of the range below 2^32: what lies above is drawn again, so that every code is equally likely. */
const FAIR = Math.floor(2 ** 32 / RANGE) * RANGE

/** Eight decimal digits: with five tries one in twenty million is guessed. */
export function createCode(): string {
  for (;;) {
    const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1))
    if (drawn < FAIR) return String(drawn % RANGE).padStart(DIGITS, '0')
  }
}

/** SHA-256 over the challenge's token and the code: without the token, which is kept nowhere, the hash tells nothing. */
export async function hashCode(challenge: string, code: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${challenge}:${code}`)
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('base64')
}

export async function isCode(challenge: string, code: string, hash: string): Promise<boolean> {
  const computed = Buffer.from(await hashCode(challenge, code))
  const expected = Buffer.from(hash)
  return computed.length === expected.length && timingSafeEqual(computed, expected)
}
