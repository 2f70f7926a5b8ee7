import { z } from 'zod'
import type { Actor } from '#domain/roles/can.ts'
import { type PresenceChoice, presenceChoice } from '#schema/wire/client/presence.ts'
import { platformRole } from '#schema/wire/http/me.ts'
import { userId } from '#schema/wire/ids.ts'

/** A socket as a room or a relay sees it: the platform's own WebSocket has this shape. */
export interface HeldSocket {
  send(text: string): void
  close(code: number, reason: string): void
  serializeAttachment(attachment: unknown): void
}

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
  /** Of the role. Ones from before this was kept are older than any. */
  roleVersion: z.int().default(0),
})
export type Attachment = z.output<typeof attachment>

/** `admitted`: no hello yet; `replaying`: catching up from the pages; `live`: gets each flush; `background`: heads and mentions. */
export type Session = {
  readonly socket: HeldSocket
  /** Its role changes when the person's does. */
  actor: Actor
  roleVersion: number
  /** Ended against the person: not even what was under way is taken in any more. */
  isBarred: boolean
  readonly sessionExpiresAt: number
  readonly admittedAt: number
  /** The author of this session's events, encoded once. */
  readonly authorJson: string
  revision: number
  presence: PresenceChoice
  phase: Attachment['phase'] | 'closed'
  isAdvised: boolean
  /** Operations that were taken in and not answered yet, and what is to happen when there are none. */
  unanswered: number
  onAnswered: (() => void) | null
  /** Set where a relay holds the socket: asks it to replay what follows this seq. */
  replayElsewhere: ((afterSeq: number) => void) | null
  abuse: { since: number; badFrames: number; refused: number }
  /** The last frame of the client. */
  heardAt: number
  /** What it was sent since its last known sign of life. */
  unheard: { since: number; characters: number }
}

export const createSession = (socket: HeldSocket, kept: Attachment): Session => ({
  socket,
  actor: { userId: kept.userId, name: kept.name, role: kept.role, sessionId: kept.sessionId },
  roleVersion: kept.roleVersion,
  isBarred: false,
  sessionExpiresAt: kept.sessionExpiresAt,
  admittedAt: kept.admittedAt,
  authorJson: JSON.stringify({ id: kept.userId, name: kept.name }),
  revision: kept.revision,
  presence: kept.presence,
  phase: kept.phase,
  isAdvised: false,
  unanswered: 0,
  onAnswered: null,
  replayElsewhere: null,
  abuse: { since: 0, badFrames: 0, refused: 0 },
  heardAt: 0,
  unheard: { since: 0, characters: 0 },
})

/** One operation of the session was answered. */
export function noteAnswer(session: Session): void {
  session.unanswered -= 1
  if (session.unanswered === 0) session.onAnswered?.()
}

/** What is kept of the session; null once it is closed. */
export function describeSession(session: Session): Attachment | null {
  const { actor, roleVersion, sessionExpiresAt, admittedAt, revision, presence, phase } = session
  if (phase === 'closed') return null
  return { version: 1, ...actor, roleVersion, sessionExpiresAt, admittedAt, phase, revision, presence }
}

/** Keeps with the socket what its session is now. */
export function keepSession(session: Session): void {
  const kept = describeSession(session)
  if (kept) session.socket.serializeAttachment(kept)
}
