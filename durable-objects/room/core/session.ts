import { z } from 'zod'
import type { Actor } from '#domain/roles/can.ts'
import { platformRole } from '#schema/wire/http/me.ts'
import { userId } from '#schema/wire/ids.ts'
import type { RoomSocket } from './dependencies.ts'

/** What outlives a hibernation with the socket, well below 2 KB. */
export const attachment = z.object({
  version: z.literal(1),
  userId,
  name: z.string(),
  role: platformRole,
  sessionId: z.string(),
  sessionExpiresAt: z.int(),
  admittedAt: z.int(),
  phase: z.enum(['admitted', 'replaying', 'live']),
})
export type Attachment = z.infer<typeof attachment>

/** `admitted`: no hello yet; `replaying`: catching up from the pages; `live`: gets each flush. */
export type Session = {
  readonly socket: RoomSocket
  readonly actor: Actor
  readonly sessionExpiresAt: number
  readonly admittedAt: number
  /** The author of this session's events, encoded once. */
  readonly authorJson: string
  phase: Attachment['phase'] | 'closed'
  abuse: { since: number; badFrames: number; refused: number }
}

export const createSession = (socket: RoomSocket, kept: Attachment): Session => ({
  socket,
  actor: { userId: kept.userId, name: kept.name, role: kept.role, sessionId: kept.sessionId },
  sessionExpiresAt: kept.sessionExpiresAt,
  admittedAt: kept.admittedAt,
  authorJson: JSON.stringify({ id: kept.userId, name: kept.name }),
  phase: kept.phase,
  abuse: { since: 0, badFrames: 0, refused: 0 },
})

export function enterPhase(session: Session, phase: Attachment['phase']): void {
  const { actor, sessionExpiresAt, admittedAt } = session
  session.phase = phase
  session.socket.serializeAttachment({ version: 1, ...actor, sessionExpiresAt, admittedAt, phase })
}
