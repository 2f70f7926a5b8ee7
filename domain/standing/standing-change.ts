import { z } from 'zod'
import { platformRole } from '#schema/wire/http/me.ts'

/** What changes how a person stands on the platform, and so on every open socket of theirs. Times in milliseconds. */
export const standingChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('session-revoked'), sessionId: z.uuid() }),
  /** Every session that began before the change, but for one. */
  z.object({ type: z.literal('sessions-revoked'), exceptSessionId: z.uuid().nullable() }),
  z.object({ type: z.literal('role'), role: platformRole, roleVersion: z.int() }),
  /** `until` null: for good; in the past: the ban is over. */
  z.object({ type: z.literal('banned'), until: z.int().nullable() }),
  z.object({ type: z.literal('deleted') }),
])
export type StandingChange = z.infer<typeof standingChange>

/** A change with its id, a UUIDv7, and when it was made. */
export const recordedChange = z.object({ id: z.uuid(), at: z.int(), change: standingChange })
export type RecordedChange = z.infer<typeof recordedChange>
