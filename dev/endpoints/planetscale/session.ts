import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { equalSecrets } from '../equal-secrets.ts'

/** The client sends it back as it came; only its own fields are read, and its signature covers them. */
export const session = z.object({
  signature: z.string(),
  vitessSession: z.object({ SessionUUID: z.string(), inTransaction: z.boolean().default(false) }),
})

export type Session = z.infer<typeof session>

export function createSession(): Session {
  const SessionUUID = randomBytes(16).toString('base64url')
  return { signature: '', vitessSession: { SessionUUID, inTransaction: false } }
}

/** The session as PlanetScale shows it, for the next request. */
export function sign({ vitessSession: { SessionUUID } }: Session, inTransaction: boolean, key: Buffer) {
  return {
    signature: computeSignature(SessionUUID, inTransaction, key),
    vitessSession: {
      autocommit: true,
      options: { includedFields: 'ALL', clientFoundRows: true },
      DDLStrategy: 'direct',
      SessionUUID,
      enableSystemSettings: true,
      ...(inTransaction ? { inTransaction } : {}),
    },
  }
}

export function isSigned({ signature, vitessSession }: Session, key: Buffer): boolean {
  const { SessionUUID, inTransaction } = vitessSession
  return equalSecrets(signature, computeSignature(SessionUUID, inTransaction, key))
}

const computeSignature = (sessionId: string, inTransaction: boolean, key: Buffer) =>
  createHmac('sha256', key).update(`${sessionId} ${inTransaction}`).digest('base64')
