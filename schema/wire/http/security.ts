import * as z from 'zod'
import { timestamp, userId } from '../ids.ts'
import { pageQuery } from './rooms.ts'

const challenge = z.string().min(1).max(100)
/** Six digits of an authenticator, or a recovery code. */
export const secondFactorCode = z.string().regex(/^(?:\d{6}|[A-Za-z2-7]{4}(?:-?[A-Za-z2-7]{4}){3})$/)
export const totpCode = z.string().regex(/^\d{6}$/)

export const signInSecondFactorBody = z.strictObject({ challenge, code: secondFactorCode })
export const secondFactorBody = z.strictObject({ code: secondFactorCode })
export const totpBody = z.strictObject({ code: totpCode })

/** For an authenticator: the secret in base32, and the same as a URI for a QR code. Shown this once. */
export const totpStarted = z.object({ secret: z.string(), uri: z.string() })
export type TotpStarted = z.infer<typeof totpStarted>
/** Each stands in for the second factor once. Shown this once. */
export const recoveryCodeList = z.object({ recoveryCodes: z.array(z.string()) })
export const secondFactorChecked = z.object({ secondFactorAt: timestamp })

export const auditQuery = pageQuery.extend({
  cursor: z.uuid().optional(),
  actorId: userId.optional(),
  targetId: z.string().max(100).optional(),
  action: z.string().max(100).optional(),
})
/** What is told of an entry: ids, names of roles, times; never a text that someone wrote to others. */
export const auditDetail = z.record(z.string(), z.unknown()).nullable()
export const auditEntry = z.object({
  id: z.uuid(),
  at: timestamp,
  actorId: userId.nullable(),
  action: z.string(),
  targetType: z.string(),
  targetId: z.string(),
  detail: auditDetail,
  requestId: z.string().nullable(),
})
export const auditPage = z.object({ entries: z.array(auditEntry), nextCursor: z.string().nullable() })
export type AuditPage = z.infer<typeof auditPage>

/** A JWT that names the person for five minutes. */
export const accessToken = z.object({ token: z.string(), expiresAt: timestamp })

export const keySet = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      x: z.string(),
      kid: z.string(),
      alg: z.literal('EdDSA'),
      use: z.literal('sig'),
    }),
  ),
})
