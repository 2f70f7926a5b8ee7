import { z } from 'zod'
import { platformRole } from '#schema/wire/http/me.ts'

/** What changes how a person stands on the platform, and so on every open socket of theirs. Times in milliseconds. */
export const standingChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('session-revoked'), sessionId: z.uuid() }),
  /** All sessions but one. `sessionIds` names those that ended; without it, every one that began before the change did. */
  z.object({
    type: z.literal('sessions-revoked'),
    exceptSessionId: z.uuid().nullable(),
    sessionIds: z.array(z.uuid()).optional(),
  }),
  z.object({ type: z.literal('role'), role: platformRole, roleVersion: z.int() }),
  /** `until` null: for good; in the past: the ban is over. Of two the one of the higher `roleVersion` is newer. */
  z.object({ type: z.literal('banned'), until: z.int().nullable(), roleVersion: z.int().optional() }),
  z.object({ type: z.literal('deleted') }),
])
export type StandingChange = z.infer<typeof standingChange>

/** A change with its id, a UUIDv7, and when it was made. */
export const recordedChange = z.object({ id: z.uuid(), at: z.int(), change: standingChange })
export type RecordedChange = z.infer<typeof recordedChange>
