import { z } from 'zod'
import { type PlatformRole, platformRole } from '#schema/wire/http/me.ts'
import type { RecordedChange } from './standing-change.ts'

/** How a person stands after all changes so far. */
export const standing = z.object({
  revoked: z.array(z.object({ sessionId: z.string(), at: z.int() })),
  cutoffs: z.array(z.object({ at: z.int(), exceptSessionId: z.string().nullable() })),
  role: z.object({ role: platformRole, roleVersion: z.int() }).nullable(),
  /** Null: not banned. */
  banned: z.object({ until: z.int().nullable(), roleVersion: z.int().default(0) }).nullable(),
  isDeleted: z.boolean(),
})
export type Standing = z.infer<typeof standing>

export const UNCHANGED: Standing = { revoked: [], cutoffs: [], role: null, banned: null, isDeleted: false }

/**
 * Older revocations reach no ticket and no socket that could still be alive: while Postgres is down a cached session is believed
 * for up to 24 hours, and with it a ticket and a socket are to be had.
 */
const REVOCATION_MEMORY_MS = 25 * 3_600_000
/** Of one person, newest first: who signs in and out without end does not make the inbox grow. */
const MAX_REMEMBERED = 1_000

export function applyChange(before: Standing, { at, change }: RecordedChange): Standing {
  const isRemembered = (past: { at: number }) => past.at > at - REVOCATION_MEMORY_MS
  const after = {
    ...before,
    revoked: before.revoked.filter(isRemembered).slice(-MAX_REMEMBERED),
    cutoffs: before.cutoffs.filter(isRemembered).slice(-MAX_REMEMBERED),
  }
  switch (change.type) {
    case 'session-revoked':
      return { ...after, revoked: [...after.revoked, { sessionId: change.sessionId, at }] }
    case 'sessions-revoked': {
      const { sessionIds } = change
      if (sessionIds) {
        return {
          ...after,
          revoked: [...after.revoked, ...sessionIds.map((sessionId) => ({ sessionId, at }))],
        }
      }
      return { ...after, cutoffs: [...after.cutoffs, { at, exceptSessionId: change.exceptSessionId }] }
    }
    case 'role':
      if (after.role && after.role.roleVersion >= change.roleVersion) return after
      return { ...after, role: { role: change.role, roleVersion: change.roleVersion } }
    case 'banned': {
      const { until, roleVersion = after.banned?.roleVersion ?? 0 } = change
      if (after.banned && after.banned.roleVersion > roleVersion) return after
      return { ...after, banned: { until, roleVersion } }
    }
    case 'deleted':
      return { ...after, isDeleted: true }
  }
}

/** Milliseconds in a UUIDv7 (RFC 9562, section 5.7): when the session began. */
export const beganAt = (sessionId: string): number =>
  Number.parseInt(sessionId.replaceAll('-', '').slice(0, 12), 16)

export type Verdict = 'stands' | 'revoked' | 'banned'

/** Whether a session may go on. One whose id does not tell when it began is cut off with the older ones. */
export function judgeSession(now: Standing, sessionId: string, atMs: number): Verdict {
  if (now.isDeleted) return 'revoked'
  if (now.banned && (now.banned.until === null || now.banned.until > atMs)) return 'banned'
  if (now.revoked.some((revoked) => revoked.sessionId === sessionId)) return 'revoked'
  const isCut = now.cutoffs.some(
    ({ at, exceptSessionId }) => sessionId !== exceptSessionId && !(beganAt(sessionId) > at),
  )
  return isCut ? 'revoked' : 'stands'
}

/** The role that counts: the newest that is known, where the one at hand is older. */
export function currentRole(now: Standing, held: { role: PlatformRole; roleVersion: number }): PlatformRole {
  return now.role && now.role.roleVersion > held.roleVersion ? now.role.role : held.role
}
