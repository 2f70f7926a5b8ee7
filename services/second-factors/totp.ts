import { Secret, TOTP } from 'otpauth'

const PERIOD_SECONDS = 30
/** Codes of the step before and after are taken too: clocks differ, and people type. */
const WINDOW = 1
const SECRET_BYTES = 20
const ISSUER = 'Sentinel Chat'

const createTotp = (secret: Uint8Array<ArrayBuffer>, label = '') =>
  new TOTP({
    issuer: ISSUER,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: new Secret({ buffer: secret.buffer }),
  })

export const createTotpSecret = () => crypto.getRandomValues(new Uint8Array(SECRET_BYTES))

/** What an authenticator takes: the secret in base32 and the `otpauth:` URI for a QR code. */
export function describeTotp(
  secret: Uint8Array<ArrayBuffer>,
  label: string,
): { secret: string; uri: string } {
  const totp = createTotp(secret, label)
  return { secret: totp.secret.base32, uri: totp.toString() }
}

/** The time step that `code` belongs to (RFC 6238), or null where it is not one of now. `now` in milliseconds. */
export function findTotpStep(secret: Uint8Array<ArrayBuffer>, code: string, now: number): number | null {
  const delta = createTotp(secret).validate({ token: code, timestamp: now, window: WINDOW })
  return delta === null ? null : Math.floor(now / 1000 / PERIOD_SECONDS) + delta
}
