import { uuidv7 } from 'uuidv7'
import { auditEntries } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

export type AuditNote = {
  actorId: string
  action: string
  targetType: string
  targetId: string
  /** Ids and numbers; never a text of a person, never a secret. */
  detail: Readonly<Record<string, string | number>>
  requestId: string
  now: Date
}

/** Writes the audit entry of a change that a room has made: what is decided there shares no transaction with Postgres. */
export async function noteAudit(db: Postgres, { now, ...note }: AuditNote): Promise<void> {
  await db.insert(auditEntries).values({ id: uuidv7(), ...note, createdAt: now })
}
