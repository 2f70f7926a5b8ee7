import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

const LOG2_N = 15
const R = 8
const P = 3
const SALT_BYTES = 16
const KEY_BYTES = 32

/** The platform refuses scrypt beyond this product in production, but not on a developer's machine. */
const MAX_WORK = 2 ** 20
const MAX_MEMORY_BYTES = 64 * 1024 * 1024

const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22}==)\$([A-Za-z0-9+/]{43}=)$/

type Parameters = { log2N: number; r: number; p: number }

function assertWithinCaps({ log2N, r, p }: Parameters): void {
  if (log2N < 1 || r < 1 || p < 1 || 2 ** log2N * r * p > MAX_WORK) {
    throw new RangeError('These scrypt parameters exceed what the platform computes.')
  }
}

async function deriveKey(password: string, salt: Uint8Array, parameters: Parameters): Promise<Uint8Array> {
  assertWithinCaps(parameters)
  const { log2N, r, p } = parameters
  return await new Promise((resolve, reject) =>
    scrypt(
      password.normalize('NFKC'),
      salt,
      KEY_BYTES,
      { N: 2 ** log2N, r, p, maxmem: MAX_MEMORY_BYTES },
      (error, key) => (error ? reject(error) : resolve(key)),
    ),
  )
}

/**
 * Hashes a password with scrypt (RFC 7914), N = 2^15, r = 8, p = 3 (OWASP ASVS 5.0), in the PHC string format, so that
 * stronger parameters can be told from older ones.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await deriveKey(password, salt, { log2N: LOG2_N, r: R, p: P })
  const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  return `$scrypt$ln=${LOG2_N},r=${R},p=${P}$${encode(salt)}$${encode(key)}`
}

/** True when `password` is the one behind `hash`. A hash of another form, or beyond the platform's caps: false. */
export async function verifyPassword({
  hash,
  password,
}: {
  hash: string
  password: string
}): Promise<boolean> {
  const [, log2N, r, p, salt, key] = STORED.exec(hash) ?? []
  if (salt === undefined || key === undefined) return false
  const parameters = { log2N: Number(log2N), r: Number(r), p: Number(p) }
  try {
    assertWithinCaps(parameters)
  } catch {
    return false
  }
  const derived = await deriveKey(password, Buffer.from(salt, 'base64'), parameters)
  return timingSafeEqual(derived, Buffer.from(key, 'base64'))
}
