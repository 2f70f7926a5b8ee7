import { z } from 'zod'
import type { Actor } from '#domain/roles/can.ts'
import { type PresenceChoice, presenceChoice } from '#schema/wire/client/presence.ts'
import { platformRole } from '#schema/wire/http/me.ts'
import { userId } from '#schema/wire/ids.ts'
import type { RoomSocket } from './dependencies.ts'

const phase = z.enum(['admitted', 'replaying', 'live', 'background'])

/** What outlives a hibernation with the socket, well below 2 KB. */
export const attachment = z.object({
  version: z.literal(1),
  userId,
  name: z.string(),
  role: platformRole,
  sessionId: z.string(),
  sessionExpiresAt: z.int(),
  admittedAt: z.int(),
  phase,
  /** The newest revision of the protocol that the client knows. */
  revision: z.int().default(1),
  presence: presenceChoice.default('online'),
})
export type Attachment = z.output<typeof attachment>

/** `admitted`: no hello yet; `replaying`: catching up from the pages; `live`: gets each flush; `background`: heads and mentions. */
export type Session = {
  readonly socket: RoomSocket
  readonly actor: Actor
  readonly sessionExpiresAt: number
  readonly admittedAt: number
  /** The author of this session's events, encoded once. */
  readonly authorJson: string
  revision: number
  presence: PresenceChoice
  phase: Attachment['phase'] | 'closed'
  isAdvised: boolean
  abuse: { since: number; badFrames: number; refused: number }
}

export const createSession = (socket: RoomSocket, kept: Attachment): Session => ({
  socket,
  actor: { userId: kept.userId, name: kept.name, role: kept.role, sessionId: kept.sessionId },
  sessionExpiresAt: kept.sessionExpiresAt,
  admittedAt: kept.admittedAt,
  authorJson: JSON.stringify({ id: kept.userId, name: kept.name }),
  revision: kept.revision,
  presence: kept.presence,
  phase: kept.phase,
  isAdvised: false,
  abuse: { since: 0, badFrames: 0, refused: 0 },
})

/** Keeps with the socket what its session is now. */
export function keepSession(session: Session): void {
  const { actor, sessionExpiresAt, admittedAt, revision, presence, phase } = session
  if (phase === 'closed') return
  const kept: Attachment = {
    version: 1,
    ...actor,
    sessionExpiresAt,
    admittedAt,
    phase,
    revision,
    presence,
  }
  session.socket.serializeAttachment(kept)
}
