import type { LogOperation } from '#schema/wire/client/frame.ts'
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

export const createSend = (id: string, text: string): LogOperation => ({
  type: 'send',
  id,
  text: requireText(text),
})

export const createEdit = (id: string, target: Position, text: string): LogOperation => ({
  type: 'edit',
  id,
  target: positionOf(target),
  text: requireText(text),
})

export const createDeletion = (id: string, target: Position): LogOperation => ({
  type: 'delete',
  id,
  target: positionOf(target),
})
