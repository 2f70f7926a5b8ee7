import { timingSafeEqual } from 'node:crypto'

/**
 * What a page of ours shows besides its cookie, which every page of the browser could make it send: HMAC-SHA-256 over the session's token
 * under a key of its own use, base64url. It needs no store, and ends with the session.
 */
export async function computeCsrfToken(sessionToken: string, secret: string): Promise<string> {
  const encode = (text: string) => new TextEncoder().encode(text)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encode(`csrf:${secret}`), algorithm, false, ['sign'])
  return Buffer.from(await crypto.subtle.sign('HMAC', key, encode(sessionToken))).toString('base64url')
}

export async function isCsrfToken(presented: string, sessionToken: string, secret: string): Promise<boolean> {
  const expected = Buffer.from(await computeCsrfToken(sessionToken, secret))
  const given = Buffer.from(presented)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
