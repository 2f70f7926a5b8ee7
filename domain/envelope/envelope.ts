const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEADER_BYTES = 1 + NONCE_BYTES

type Bytes = Uint8Array<ArrayBuffer>

/** The envelope is of no known version, cut short, altered, of another place, or under another key. */
export class EnvelopeError extends Error {
  override name = 'EnvelopeError'
  constructor() {
    super('the envelope does not open')
  }
}

/** A 256-bit AES-GCM key from its 32 bytes. */
export const importEnvelopeKey = (raw: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])

/**
 * AES-256-GCM (NIST SP 800-38D). Bytes: version (1), random nonce (12), ciphertext, tag (16). Random 96-bit nonces allow
 * 2^32 envelopes under one key: callers rotate long before (MAX_SEALED_PER_KEY).
 */
export async function sealEnvelope(key: CryptoKey, plaintext: Bytes, aad: Bytes): Promise<Bytes> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: aad },
    key,
    plaintext,
  )
  const envelope = new Uint8Array(HEADER_BYTES + sealed.byteLength)
  envelope[0] = VERSION
  envelope.set(nonce, 1)
  envelope.set(new Uint8Array(sealed), HEADER_BYTES)
  return envelope
}

/** @throws EnvelopeError, which tells nothing of why. */
export async function openEnvelope(key: CryptoKey, envelope: Bytes, aad: Bytes): Promise<Bytes> {
  if (envelope[0] !== VERSION || envelope.byteLength < HEADER_BYTES + TAG_BYTES) throw new EnvelopeError()
  const iv = envelope.subarray(1, HEADER_BYTES)
  try {
    const algorithm = { name: 'AES-GCM', iv, additionalData: aad }
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, envelope.subarray(HEADER_BYTES)))
  } catch {
    throw new EnvelopeError()
  }
}

/** A sixteenth of the bound of NIST SP 800-38D for random nonces. */
export const MAX_SEALED_PER_KEY = 2 ** 28
