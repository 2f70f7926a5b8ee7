import { planOf } from '#domain/plans/plan.ts'
import { canInRoom, type RoomStanding } from '#domain/roles/can.ts'
import type { RoomCapability } from '#domain/roles/capabilities.ts'
import { computeIdTime } from '#domain/room-log/client-id.ts'
import { noteAnswer, type Session } from '#durable-objects/sockets/session.ts'
import type { LogOperation } from '#schema/wire/client/frame.ts'
import { ERRORS, type ErrorCode } from '#schema/wire/error-codes.ts'
import { buildOperation } from './build-operation.ts'
import { checkTargets, hasTargets } from './check-targets.ts'
import type { Known } from './dedupe.ts'
import { encodeAck } from './encode-answers.ts'
import { findEarlier } from './find-earlier.ts'
import { MAX_CLOCK_SKEW_MS, UNAVAILABLE_RETRY_MS } from './limits.ts'
import { nameOf } from './name-of.ts'
import { computeStanding, findObjection, type OpenRoom } from './open-room.ts'
import type { FrameProgress, RefusalReason } from './operation.ts'
import { countRefusedForSpeed, refuse } from './refuse.ts'

export type Asked = {
  session: Session
  event: LogOperation
  frame: FrameProgress
  /** Operations of the frame from this one on. */
  left: number
}

const NO_TEXT = { verdict: 'pass', text: '' } as const

const CAPABILITY = {
  send: 'message.send',
  edit: 'message.edit-own',
  delete: 'message.delete-own',
  react: 'message.react',
  pin: 'message.pin',
} as const

/** One operation of a client, in the order of its author: at once where memory decides, else when the answer is there. */
export function handleOperation(room: OpenRoom, asked: Asked): void {
  const { userId } = asked.session.actor
  asked.session.unanswered += 1
  if (room.chains.isBusy(userId)) {
    void room.chains.run(userId, () => decideOrRefuse(room, asked))
    return
  }
  const pending = decideOrRefuse(room, asked)
  if (pending) room.chains.hold(userId, pending)
}

function decideOrRefuse(room: OpenRoom, asked: Asked): Promise<void> | undefined {
  try {
    return decide(room, asked)
  } catch (error) {
    return refuseForFailure(room, asked, error, 'internal')
  }
}

function decide(room: OpenRoom, asked: Asked): Promise<void> | undefined {
  const { session, event, frame } = asked
  const { deps, log, lookups } = room
  const { userId } = session.actor
  if (frame.refusal) return refuseOperation(room, asked, frame.refusal)
  const finding = log.dedupe.find(event.id, userId)
  if (finding.type === 'queued') {
    finding.operation.askers.push(session)
    finding.operation.frames.push(frame)
    return undefined
  }
  if (finding.type === 'known') return acknowledgeAgain(room, asked, finding.known)
  const objection = findObjectionTo(room, asked)
  if (objection) return refuseOperation(room, asked, { code: objection })
  if (finding.type === 'new') return admitNew(room, asked)
  const waitMs = lookups.take(userId, deps.now(), asked.left)
  if (waitMs > 0) return refuseForSpeed(room, asked, waitMs)
  const earlier = findEarlier(room, userId, event)
  return earlier instanceof Promise ? decideLater(room, asked, earlier) : admitNew(room, asked)
}

async function decideLater(room: OpenRoom, asked: Asked, looking: Promise<Known | null>): Promise<void> {
  try {
    const known = await looking
    if (known) acknowledgeAgain(room, asked, known)
    else await admitNew(room, asked)
  } catch (error) {
    refuseForFailure(room, asked, error)
  }
}

/** Only what is new costs of the sender's rate: a client that says again what it may have lost is not slowed down. */
function admitNew(room: OpenRoom, asked: Asked): Promise<void> | undefined {
  const { session, event, left } = asked
  const now = room.deps.now()
  // Not before the search: an id that was stored stays known, also when the room's clock was set back since.
  if (computeIdTime(event.id) > now + MAX_CLOCK_SKEW_MS) {
    return refuseOperation(room, asked, { code: 'clock_ahead' })
  }
  const waitMs = room.limiters[session.actor.role].take(session.actor.userId, now, left)
  if (waitMs > 0) return refuseForSpeed(room, asked, waitMs)
  return hasTargets(event) ? acceptOnceChecked(room, asked) : accept(room, asked, null)
}

async function acceptOnceChecked(room: OpenRoom, asked: Asked): Promise<void> {
  try {
    const checked = await checkTargets(room, asked.session, asked.event)
    if (!checked.ok) refuseOperation(room, asked, { code: checked.code })
    else accept(room, asked, checked.threadSeq)
  } catch (error) {
    refuseForFailure(room, asked, error)
  }
}

/** The last step, without a wait: what may have changed while the operation waited is checked again. */
function accept(room: OpenRoom, asked: Asked, threadSeq: number | null): undefined {
  const { session, event, frame } = asked
  if (frame.refusal) return refuseOperation(room, asked, frame.refusal)
  const objection = session.isBarred ? 'forbidden' : findObjectionTo(room, asked)
  if (objection) return refuseOperation(room, asked, { code: objection })
  if (!room.log.hasRoom) {
    return refuseOperation(room, asked, { code: 'unavailable', retryAfterMs: UNAVAILABLE_RETRY_MS })
  }
  if ('target' in event && room.log.pending.isDeleted(event.target.seq)) {
    return refuseOperation(room, asked, { code: 'conflict' })
  }
  const { verdict, text } = 'text' in event ? room.filter.check(event.text) : NO_TEXT
  if (verdict === 'block') return refuseOperation(room, asked, { code: 'filtered' })
  const mentions = 'mentions' in event ? keepMembers(room, event.mentions) : undefined
  room.log.enqueue(buildOperation(session, event, { text, mentions, threadSeq, frame }))
  return undefined
}

/** Who is not here is not told, so is not named either. */
function keepMembers({ log }: OpenRoom, mentions: readonly string[] | undefined): string[] | undefined {
  const members = mentions?.filter((userId) => log.members.find(userId))
  return members && members.length > 0 ? members : undefined
}

/** A member's own right, or, for deletions, the right over all messages; whose message it is comes later. */
function findObjectionTo(room: OpenRoom, { session, event }: Asked) {
  const capability: RoomCapability = CAPABILITY[event.type]
  const objection = findObjection(room, session.actor, capability)
  if (objection === null) return isTooLong(room, session, event) ? 'too_large' : null
  if (event.type !== 'delete') return objection
  const standing: RoomStanding = computeStanding(room, session.actor.userId)
  return canInRoom(session.actor, 'message.delete-any', standing) ? null : objection
}

const isTooLong = ({ deps }: OpenRoom, { actor }: Session, event: LogOperation) =>
  'text' in event && event.text.length > planOf(deps.plans, actor.role).maxMessageCharacters

function acknowledgeAgain(
  room: OpenRoom,
  { session, event }: Asked,
  { placed, maskedText }: Known,
): undefined {
  room.sessions.send(session, `[${encodeAck(event.id, placed, maskedText)}]`)
  noteAnswer(session)
  return undefined
}

function refuseForSpeed(room: OpenRoom, asked: Asked, retryAfterMs: number): undefined {
  refuseOperation(room, asked, { code: 'rate_limited', retryAfterMs })
  countRefusedForSpeed(room, asked.session)
  return undefined
}

function refuseForFailure(
  room: OpenRoom,
  asked: Asked,
  error: unknown,
  code: ErrorCode = 'unavailable',
): undefined {
  room.deps.log('warn', 'room.operation_failed', { kind: asked.event.type, error: nameOf(error) })
  return refuseOperation(room, asked, { code, retryAfterMs: UNAVAILABLE_RETRY_MS })
}

function refuseOperation(
  room: OpenRoom,
  { session, event, frame }: Asked,
  refusal: RefusalReason,
): undefined {
  // What comes after an operation that will be said again must wait for it: order within a frame holds.
  if (ERRORS[refusal.code].retryable || refusal.code === 'clock_ahead') frame.refusal ??= refusal
  refuse(room, session, refusal, event.id)
  noteAnswer(session)
  return undefined
}
