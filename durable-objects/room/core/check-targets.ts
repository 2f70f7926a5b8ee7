import { canInRoom } from '#domain/roles/can.ts'
import type { Session } from '#durable-objects/sockets/session.ts'
import type { LogOperation } from '#schema/wire/client/frame.ts'
import type { ErrorCode } from '#schema/wire/error-codes.ts'
import { MAX_PINS, MAX_REACTIONS_PER_MESSAGE } from '#schema/wire/limits.ts'
import { findTarget, type Target } from './find-target.ts'
import { computeStanding, type OpenRoom } from './open-room.ts'

type Of<T extends LogOperation['type']> = Extract<LogOperation, { type: T }>

/** `threadSeq`: the first message of the thread that a message to be deleted is in. */
export type Checked = { ok: true; threadSeq: number | null } | { ok: false; code: ErrorCode }

const FINE: Checked = { ok: true, threadSeq: null }
const objection = (code: ErrorCode): Checked => ({ ok: false, code })

/** Whether an operation names other messages, which must be looked at before it is accepted. */
export const hasTargets = (event: LogOperation): boolean =>
  event.type !== 'send' || event.replyTo !== undefined || event.thread !== undefined

/** Looks at the messages that an operation names. @throws when Postgres is needed and down. */
export async function checkTargets(room: OpenRoom, session: Session, event: LogOperation): Promise<Checked> {
  if (event.type === 'send') return checkReferences(room, event)
  const target = await findTarget(room, event.target)
  if (!target) return objection('not_found')
  const isOwn = target.authorId === session.actor.userId
  if (event.type === 'edit' && !isOwn) return objection('forbidden')
  if (event.type === 'delete' && !isOwn) {
    const standing = computeStanding(room, session.actor.userId)
    if (!canInRoom(session.actor, 'message.delete-any', standing)) return objection('forbidden')
  }
  if (isGone(room, target, event.target.seq)) return objection('conflict')
  if (event.type === 'react') return checkReaction(room, event, session.actor.userId, target)
  if (event.type === 'pin') return checkPin(room, event, target)
  return { ok: true, threadSeq: target.thread?.seq ?? null }
}

const isGone = ({ log }: OpenRoom, { isDeleted }: Target, seq: number) =>
  isDeleted || log.pending.isDeleted(seq)

/** Threads are one level deep, and an answer within a thread answers a message of it. */
async function checkReferences(room: OpenRoom, { replyTo, thread }: Of<'send'>): Promise<Checked> {
  const root = thread && (await findTarget(room, thread))
  if (root === null) return objection('not_found')
  if (root?.thread) return objection('conflict')
  const answered = replyTo && (await findTarget(room, replyTo))
  if (answered === null) return objection('not_found')
  if (!thread || !answered || !replyTo) return FINE
  const isWithin = replyTo.seq === thread.seq || answered.thread?.seq === thread.seq
  return isWithin ? FINE : objection('conflict')
}

function checkReaction(
  room: OpenRoom,
  { target, emoji, on }: Of<'react'>,
  userId: string,
  found: Target,
): Checked {
  const { log, deps } = room
  const of = { targetSeq: target.seq, emoji, userId }
  const recorded = found.recorded?.reactions?.find((reaction) => reaction.emoji === emoji)
  const isOn =
    log.pending.hasReaction(of) ??
    (deps.storage.hasReaction(of) || recorded?.userIds.includes(userId) === true)
  if (isOn === on) return objection('conflict')
  if (!on) return FINE
  const used = new Set([...deps.storage.listEmoji(target.seq), ...log.pending.listEmoji(target.seq)])
  for (const reaction of found.recorded?.reactions ?? []) used.add(reaction.emoji)
  return used.has(emoji) || used.size < MAX_REACTIONS_PER_MESSAGE ? FINE : objection('conflict')
}

function checkPin(room: OpenRoom, { target, on }: Of<'pin'>, found: Target): Checked {
  const pins = room.deps.storage.readPins()
  const isOn =
    room.log.pending.isPinned(target.seq) ?? (pins.has(target.seq) || found.recorded?.pinnedAt !== undefined)
  const count = new Set([...pins.keys(), ...room.log.pending.listPinned()]).size
  if (isOn === on || (on && count >= MAX_PINS)) return objection('conflict')
  return FINE
}
