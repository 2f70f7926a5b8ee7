import { Secret } from 'otpauth'

const CODES = 10
const CODE_BYTES = 10

/** Ten codes of 80 random bits, base32 in groups of four: `ABCD-EFGH-IJKL-MNOP`. */
export const createRecoveryCodes = (): string[] =>
  Array.from({ length: CODES }, () => {
    const bytes = crypto.getRandomValues(new Uint8Array(CODE_BYTES))
    return new Secret({ buffer: bytes.buffer }).base32.replace(/.{4}(?=.)/g, '$&-')
  })

/** SHA-256 of the code without its dashes, in upper case: enough for 80 random bits. */
export async function hashRecoveryCode(code: string): Promise<Uint8Array> {
  const plain = code.replace(/[^A-Za-z2-7]/g, '').toUpperCase()
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(plain)))
}
