const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' }
const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/
const encoder = new TextEncoder()

const importKey = (secret: string, usage: 'sign' | 'verify') =>
  crypto.subtle.importKey('raw', encoder.encode(secret), ALGORITHM, false, [usage])

/** `<token>.<base64 HMAC-SHA-256>`: the form of the session cookie's value and of a bearer token. */
export async function signToken(token: string, secret: string): Promise<string> {
  const signature = await crypto.subtle.sign(
    ALGORITHM.name,
    await importKey(secret, 'sign'),
    encoder.encode(token),
  )
  return `${token}.${Buffer.from(signature).toString('base64')}`
}

/**
 * The session token inside what `signToken` made; null unless the signature holds. A token read from a leaked database is therefore
 * worth nothing.
 */
export async function verifySignedToken(value: string, secret: string): Promise<string | null> {
  const dot = value.lastIndexOf('.')
  const token = value.slice(0, dot)
  const signature = value.slice(dot + 1)
  if (dot < 1 || !SIGNATURE.test(signature)) return null
  const bytes = Uint8Array.from(atob(signature), (character) => character.charCodeAt(0))
  const key = await importKey(secret, 'verify')
  return (await crypto.subtle.verify(ALGORITHM.name, key, bytes, encoder.encode(token))) ? token : null
}
