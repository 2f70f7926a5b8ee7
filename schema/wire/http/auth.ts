import * as z from 'zod'
import { timestamp } from '../ids.ts'
import { displayName } from '../text.ts'

const email = z.email().max(254)

export const MIN_PASSWORD_CHARACTERS = 10
export const MAX_PASSWORD_CHARACTERS = 128

const password = z.string().min(MIN_PASSWORD_CHARACTERS).max(MAX_PASSWORD_CHARACTERS)
/** A password to be compared, not to be set. */
const presentedPassword = z.string().min(1).max(MAX_PASSWORD_CHARACTERS)
const challenge = z.string().min(1).max(100)

export const signUpBody = z.strictObject({ name: displayName, email, password })
export const signInBody = z.strictObject({ email, password: presentedPassword })
export const guestBody = z.strictObject({ name: displayName.optional() })

/** What a person must still show; the challenge comes back with it. */
export const nextStep = z.object({
  next: z.enum(['verify-email', 'second-factor']),
  challenge: z.string(),
  expiresAt: timestamp,
})
export type NextStep = z.infer<typeof nextStep>

export const mailedCode = z.string().regex(/^\d{8}$/)
export const verifyEmailBody = z.strictObject({ challenge, code: mailedCode })
export const forgotPasswordBody = z.strictObject({ email })
export const resetStarted = z.object({ challenge: z.string(), expiresAt: timestamp })
export type ResetStarted = z.infer<typeof resetStarted>
export const resetPasswordBody = z.strictObject({ challenge, code: mailedCode, password })
export const changePasswordBody = z.strictObject({ current: presentedPassword, password })

export const sessionMethod = z.enum(['password', 'passkey', 'oidc', 'guest', 'verified-email'])
export const listedSession = z.object({
  id: z.uuid(),
  createdAt: timestamp,
  lastSeenAt: timestamp.nullable(),
  method: sessionMethod.nullable(),
  userAgent: z.string().nullable(),
  /** An IPv4 address, or the /64 of an IPv6 address. */
  network: z.string().nullable(),
  isCurrent: z.boolean(),
})
export const sessionList = z.object({ sessions: z.array(listedSession) })
export type SessionList = z.infer<typeof sessionList>
export const revokeAllBody = z.strictObject({ keepCurrent: z.boolean() })
export const revokedCount = z.object({ revoked: z.int().min(0) })
