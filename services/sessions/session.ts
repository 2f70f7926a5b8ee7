import { z } from 'zod'
import { platformRole } from '#schema/wire/http/me.ts'
import { userId } from '#schema/wire/ids.ts'

/** A session with the person behind it. Times in milliseconds. */
export const session = z.object({
  sessionId: z.uuid(),
  userId,
  name: z.string(),
  role: platformRole,
  roleVersion: z.int(),
  bannedUntil: z.int().nullable(),
  expiresAt: z.int(),
  /** When a second factor was last checked in it. Cached before this was kept: null. */
  secondFactorAt: z.int().nullable().default(null),
})
export type Session = z.infer<typeof session>
