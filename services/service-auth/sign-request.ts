const encoder = new TextEncoder()
const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' }
export const SCHEME = 'Sentinel-HMAC'

export type SignedParts = {
  method: string
  /** Path and query, as they stand in the request. */
  path: string
  body: string
  /** Seconds since 1970. */
  time: number
  nonce: string
}

/** What is signed: every part on a line of its own, the body by its SHA-256 (hexadecimal). */
export async function describeRequest({
  method,
  path,
  body,
  time,
  nonce,
}: SignedParts): Promise<Uint8Array<ArrayBuffer>> {
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', encoder.encode(body))).toString('hex')
  return new Uint8Array(
    encoder.encode(['sentinel.request.1', method.toUpperCase(), path, hash, String(time), nonce].join('\n')),
  )
}

export const importServiceKey = (secret: string, usage: 'sign' | 'verify') =>
  crypto.subtle.importKey('raw', encoder.encode(secret), ALGORITHM, false, [usage])

/** The `authorization` header of a request between services (HMAC-SHA-256, RFC 2104). It is good once, for a minute. */
export async function signRequest(
  { method, path, body, now }: { method: string; path: string; body: string; now: number },
  secret: string,
): Promise<string> {
  const time = Math.floor(now / 1000)
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url')
  const described = await describeRequest({ method, path, body, time, nonce })
  const signature = await crypto.subtle.sign('HMAC', await importServiceKey(secret, 'sign'), described)
  return `${SCHEME} t=${time},n=${nonce},s=${Buffer.from(signature).toString('base64url')}`
}
