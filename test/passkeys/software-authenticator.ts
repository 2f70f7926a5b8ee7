import type {
  AuthenticationResponse,
  CreationOptions,
  RegistrationResponse,
  RequestOptions,
} from '#schema/wire/http/passkeys.ts'
import { encodeCbor, joinBytes } from './encode-cbor.ts'

const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
const HAS_CREDENTIAL = 0x40

/** What a page or an authenticator may get wrong, or an attacker may want to. */
export type Manner = {
  origin: string
  rpId: string
  isVerified: boolean
  crossOrigin: boolean
  /** In place of the challenge asked for. */
  challenge: string
  type: string
  userHandle: string | null
}

const toBase64Url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const hash = async (bytes: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

/** An ASN.1 integer: the shortest form, with a zero in front of a set first bit. */
function encodeInteger(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0)
  const short = bytes.subarray(start)
  const padded = (short[0] ?? 0) > 127 ? joinBytes(Uint8Array.of(0), short) : short
  return joinBytes(Uint8Array.of(2, padded.length), padded)
}

/** WebCrypto signs `r || s`, authenticators in ASN.1 (RFC 3279, section 2.2.3). */
function encodeSignature(raw: Uint8Array): Uint8Array {
  const pair = joinBytes(encodeInteger(raw.subarray(0, 32)), encodeInteger(raw.subarray(32)))
  return joinBytes(Uint8Array.of(0x30, pair.length), pair)
}

/** One ES256 credential on a page of `origin`, for tests: it does what it is told, also what no browser would. */
export class SoftwareAuthenticator {
  readonly credentialId = toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
  /** Grows with each signature unless it stays 0. */
  counter: number
  readonly #origin: string
  readonly #keys: CryptoKeyPair
  #userHandle = ''

  private constructor(origin: string, keys: CryptoKeyPair, counter: number) {
    this.#origin = origin
    this.#keys = keys
    this.counter = counter
  }

  static async create(origin: string, { counter = 0 } = {}): Promise<SoftwareAuthenticator> {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    const keys = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair
    return new SoftwareAuthenticator(origin, keys, counter)
  }

  async register(options: CreationOptions, manner: Partial<Manner> = {}): Promise<RegistrationResponse> {
    this.#userHandle = options.user.id
    const rpId = manner.rpId ?? options.rp.id
    const credential = await this.#describeCredential()
    const authData = joinBytes(await this.#authenticatorData(rpId, manner, HAS_CREDENTIAL), credential)
    const attestation = new Map<string, string | Uint8Array | Map<string, string>>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ])
    return {
      ...{ id: this.credentialId, rawId: this.credentialId, type: 'public-key' },
      response: {
        clientDataJSON: toBase64Url(this.#clientData('webauthn.create', options.challenge, manner)),
        attestationObject: toBase64Url(encodeCbor(attestation)),
        transports: ['internal'],
      },
    }
  }

  async sign(options: RequestOptions, manner: Partial<Manner> = {}): Promise<AuthenticationResponse> {
    if (this.counter > 0) this.counter += 1
    const clientData = this.#clientData('webauthn.get', options.challenge, manner)
    const authData = await this.#authenticatorData(manner.rpId ?? options.rpId, manner, 0)
    const signed = joinBytes(authData, await hash(clientData))
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
    const raw = new Uint8Array(await crypto.subtle.sign(algorithm, this.#keys.privateKey, signed))
    return {
      ...{ id: this.credentialId, rawId: this.credentialId, type: 'public-key' },
      response: {
        clientDataJSON: toBase64Url(clientData),
        authenticatorData: toBase64Url(authData),
        signature: toBase64Url(encodeSignature(raw)),
        userHandle: manner.userHandle === undefined ? this.#userHandle : manner.userHandle,
      },
    }
  }

  #clientData(type: string, challenge: string, manner: Partial<Manner>): Uint8Array<ArrayBuffer> {
    const data = JSON.stringify({
      type: manner.type ?? type,
      challenge: manner.challenge ?? challenge,
      origin: manner.origin ?? this.#origin,
      crossOrigin: manner.crossOrigin ?? false,
    })
    return new Uint8Array(new TextEncoder().encode(data))
  }

  async #authenticatorData(
    rpId: string,
    { isVerified = true }: Partial<Manner>,
    flags: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const count = new DataView(new ArrayBuffer(4))
    count.setUint32(0, this.counter)
    const set = USER_PRESENT | (isVerified ? USER_VERIFIED : 0) | flags
    const rpIdHash = await hash(new Uint8Array(new TextEncoder().encode(rpId)))
    return joinBytes(rpIdHash, Uint8Array.of(set), new Uint8Array(count.buffer))
  }

  /** No model, the id with its length, the public key in COSE. */
  async #describeCredential(): Promise<Uint8Array> {
    const { x = '', y = '' } = (await crypto.subtle.exportKey('jwk', this.#keys.publicKey)) as JsonWebKey
    const key = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
      [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
    ])
    const id = new Uint8Array(Buffer.from(this.credentialId, 'base64url'))
    return joinBytes(new Uint8Array(16), Uint8Array.of(0, id.length), id, encodeCbor(key))
  }
}
