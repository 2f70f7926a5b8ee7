import { z } from 'zod'
import { standingChanges } from '#schema/postgres/index.ts'
import { platformRole } from '#schema/wire/http/me.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/** What has changed of a person. Times in milliseconds; `until: null` is a ban for good, an `until` that is over ends one. */
export const standingChange = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('session-revoked'), sessionId: z.uuid() }),
  z.strictObject({ type: z.literal('sessions-revoked'), exceptSessionId: z.uuid().nullable() }),
  z.strictObject({ type: z.literal('role'), role: platformRole, roleVersion: z.int() }),
  z.strictObject({ type: z.literal('banned'), until: z.int().nullable() }),
  z.strictObject({ type: z.literal('deleted') }),
])
export type StandingChange = z.infer<typeof standingChange>

/**
 * Notes that `change` is to reach the person's open sockets: a statement for the `db.batch` of the change itself. The note
 * says that something changed, and what, for people to read; what holds is read from the system of record when it is told.
 */
export const buildStandingChange = (
  db: Postgres,
  { id, userId, change, now }: { id: string; userId: string; change: StandingChange; now: number },
) => db.insert(standingChanges).values({ id, userId, change, createdAt: new Date(now) })
