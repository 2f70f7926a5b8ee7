const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' }
const HEADER = /^t=(\d{1,12})((?:,v1=[0-9a-f]{64}){1,5})$/
const TOLERANCE_MS = 5 * 60_000
const encoder = new TextEncoder()

export type SignedBody = {
  /** `t=<unix seconds>,v1=<hex>`, with a `v1` for each secret that the sender has. */
  header: string | undefined
  body: ArrayBuffer
  /** Each of them counts, so that they can be exchanged without a gap. */
  secrets: readonly string[]
  /** Milliseconds. */
  now: number
}

const toBytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

function concat(head: Uint8Array, body: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(head.byteLength + body.byteLength)
  whole.set(head)
  whole.set(new Uint8Array(body), head.byteLength)
  return whole
}

/**
 * Whether the body was signed by who knows one of the secrets: HMAC-SHA-256 over `<t>.<body>`, no more than 5 minutes from now.
 * WebCrypto compares in constant time.
 */
export async function verifyBillingSignature({ header, body, secrets, now }: SignedBody): Promise<boolean> {
  const [, seconds, list] = HEADER.exec(header ?? '') ?? []
  if (seconds === undefined || list === undefined) return false
  if (Math.abs(now - Number(seconds) * 1000) > TOLERANCE_MS) return false
  const signed = concat(encoder.encode(`${seconds}.`), body)
  const signatures = list.split(',v1=').slice(1).map(toBytes)
  for (const secret of secrets) {
    const key = await crypto.subtle.importKey('raw', encoder.encode(secret), ALGORITHM, false, ['verify'])
    for (const signature of signatures) {
      if (await crypto.subtle.verify(ALGORITHM.name, key, signature, signed)) return true
    }
  }
  return false
}
