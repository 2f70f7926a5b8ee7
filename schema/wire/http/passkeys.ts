import * as z from 'zod'
import { timestamp } from '../ids.ts'
import { displayName } from '../text.ts'

const challenge = z.string().min(1).max(100)
/** Base64url without padding. No answer of an authenticator that we ask for is longer. */
const bytes = z
  .string()
  .regex(/^[\w-]+$/)
  .max(8192)
const credentialId = z
  .string()
  .regex(/^[\w-]+$/)
  .max(1400)

const credential = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
}

/** `PublicKeyCredential.toJSON()` after `navigator.credentials.create()`; what we do not read is overlooked. */
export const registrationResponse = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: z.array(z.string().max(32)).max(16).optional(),
  }),
})
export type RegistrationResponse = z.infer<typeof registrationResponse>

/** `PublicKeyCredential.toJSON()` after `navigator.credentials.get()`. */
export const authenticationResponse = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: bytes.nullish(),
  }),
})
export type AuthenticationResponse = z.infer<typeof authenticationResponse>

export const addPasskeyBody = z.strictObject({ challenge, name: displayName, response: registrationResponse })
export const usePasskeyBody = z.strictObject({ challenge, response: authenticationResponse })

/** For `PublicKeyCredential.parseCreationOptionsFromJSON()`. */
export const creationOptions = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
  timeout: z.int(),
  excludeCredentials: z.array(z.object({ type: z.literal('public-key'), id: z.string() })),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('required'),
  }),
  attestation: z.literal('none'),
})
export type CreationOptions = z.infer<typeof creationOptions>

/** For `PublicKeyCredential.parseRequestOptionsFromJSON()`. It names nobody: the authenticator offers whom it knows. */
export const requestOptions = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.int(),
  userVerification: z.literal('required'),
})
export type RequestOptions = z.infer<typeof requestOptions>

export const registrationStarted = z.object({
  challenge: z.string(),
  expiresAt: timestamp,
  options: creationOptions,
})
export type RegistrationStarted = z.infer<typeof registrationStarted>
export const authenticationStarted = z.object({
  challenge: z.string(),
  expiresAt: timestamp,
  options: requestOptions,
})
export type AuthenticationStarted = z.infer<typeof authenticationStarted>

export const passkey = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: timestamp,
  lastUsedAt: timestamp.nullable(),
  /** Kept by more than one device. */
  isBackedUp: z.boolean(),
})
export type Passkey = z.infer<typeof passkey>
export const passkeyList = z.object({ passkeys: z.array(passkey) })
