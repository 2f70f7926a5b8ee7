import { type LogOperation, logOperation } from '#schema/wire/client/frame.ts'
import type { Position } from '#schema/wire/ids.ts'
import { messageText } from '#schema/wire/text.ts'
import { SentinelError } from '../sentinel-error.ts'

function requireText(text: string): string {
  const parsed = messageText.safeParse(text)
  if (!parsed.success) throw new SentinelError({ code: 'malformed' })
  return parsed.data
}

/** Also takes a whole message, of which only the position may go over the wire. */
const positionOf = ({ epoch, seq }: Position): Position => ({ epoch, seq })

export type SendOptions = {
  /** The message that this one answers. */
  replyTo?: Position | undefined
  /** The first message of the thread that it belongs to. */
  thread?: Position | undefined
  /** Ids of the people it names. */
  mentions?: readonly string[] | undefined
}

const mentionsOf = (mentions: readonly string[] | undefined) =>
  mentions && mentions.length > 0 ? { mentions: [...new Set(mentions)] } : {}

function requireOperation(operation: LogOperation): LogOperation {
  const parsed = logOperation.safeParse(operation)
  if (!parsed.success) throw new SentinelError({ code: 'malformed' })
  return parsed.data
}

export const createSend = (id: string, text: string, options: SendOptions = {}): LogOperation => {
  const { replyTo, thread, mentions } = options
  return requireOperation({
    type: 'send',
    id,
    text: requireText(text),
    ...(replyTo ? { replyTo: positionOf(replyTo) } : {}),
    ...(thread ? { thread: positionOf(thread) } : {}),
    ...mentionsOf(mentions),
  })
}

export const createEdit = (
  id: string,
  target: Position,
  { text, mentions }: { text: string; mentions?: readonly string[] | undefined },
): LogOperation =>
  requireOperation({
    type: 'edit',
    id,
    target: positionOf(target),
    text: requireText(text),
    ...mentionsOf(mentions),
  })

export const createDeletion = (id: string, target: Position): LogOperation => ({
  type: 'delete',
  id,
  target: positionOf(target),
})

export const createReaction = (
  id: string,
  target: Position,
  { emoji, on }: { emoji: string; on: boolean },
): LogOperation => requireOperation({ type: 'react', id, target: positionOf(target), emoji, on })

export const createPin = (id: string, target: Position, on: boolean): LogOperation => ({
  type: 'pin',
  id,
  target: positionOf(target),
  on,
})
