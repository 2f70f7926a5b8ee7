import { planOf } from '#domain/plans/plan.ts'
import type { Session } from '#durable-objects/sockets/session.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { encodeError } from './encode-answers.ts'
import {
  ABUSE_WINDOW_MS,
  COME_BACK_MS,
  MAX_BAD_FRAMES_PER_MINUTE,
  MAX_REFUSED_BURSTS_PER_MINUTE,
} from './limits.ts'
import type { OpenRoom } from './open-room.ts'
import type { RefusalReason } from './operation.ts'

export const refuse = (room: OpenRoom, session: Session, refusal: RefusalReason, id?: string): void =>
  room.sessions.send(session, `[${encodeError(refusal, id)}]`)

const openWindow = (session: Session, now: number) => {
  if (now - session.abuse.since >= ABUSE_WINDOW_MS) session.abuse = { since: now, badFrames: 0, refused: 0 }
  return session.abuse
}

/** Refuses what no client of ours sends; who goes on is closed for good. */
export function refuseBadInput(room: OpenRoom, session: Session, refusal: RefusalReason, id?: string): void {
  refuse(room, session, refusal, id)
  const abuse = openWindow(session, room.deps.now())
  abuse.badFrames += 1
  if (abuse.badFrames < MAX_BAD_FRAMES_PER_MINUTE) return
  room.sessions.close(session, CLOSE.protocolViolation, 'too many malformed frames')
}

/** Counts a refusal for speed; a socket that does not slow down is closed. */
export function countRefusedForSpeed(room: OpenRoom, session: Session): void {
  const abuse = openWindow(session, room.deps.now())
  abuse.refused += 1
  if (
    abuse.refused <
    planOf(room.deps.plans, session.actor.role).messageBurst * MAX_REFUSED_BURSTS_PER_MINUTE
  )
    return
  room.sessions.close(session, CLOSE.flooding, `retry_after_ms=${COME_BACK_MS}`)
}
