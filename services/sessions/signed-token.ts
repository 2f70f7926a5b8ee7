const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' }
const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/

const encoder = new TextEncoder()

/**
 * The session token inside `<token>.<base64 HMAC-SHA-256>`, the form of the session cookie's value and of a bearer
 * token; null unless the signature holds. A token read from a leaked database is therefore worth nothing.
 */
export async function verifySignedToken(value: string, secret: string): Promise<string | null> {
  const dot = value.lastIndexOf('.')
  const token = value.slice(0, dot)
  const signature = value.slice(dot + 1)
  if (dot < 1 || !SIGNATURE.test(signature)) return null
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), ALGORITHM, false, ['verify'])
  const bytes = Uint8Array.from(atob(signature), (character) => character.charCodeAt(0))
  return (await crypto.subtle.verify(ALGORITHM.name, key, bytes, encoder.encode(token))) ? token : null
}
