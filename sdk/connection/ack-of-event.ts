import type { LogOperation } from '#schema/wire/client/frame.ts'
import type { Ack } from '#schema/wire/server/ack.ts'
import type { LogEvent } from '#schema/wire/server/log-events.ts'

/**
 * The acknowledgement that an own operation's return in the log amounts to; null where the log tells less than the
 * acknowledgement would, because the text was changed again since.
 */
export function ackOfEvent(operation: LogOperation, event: LogEvent): Ack | null {
  const { epoch, seq, at } = event
  const ack: Ack = { type: 'ack', id: operation.id, epoch, seq, at }
  if (event.type === 'deleted') return operation.type === 'delete' ? ack : null
  if (event.type === 'edited') return operation.type === 'edit' && operation.text === event.text ? ack : null
  if (event.type === 'reaction') return operation.type === 'react' ? ack : null
  if (event.type === 'pin') return operation.type === 'pin' ? ack : null
  if (event.type !== 'message' || operation.type !== 'send') return null
  if (event.editedAt !== undefined || event.deletedAt !== undefined) return null
  return event.text === operation.text ? ack : { ...ack, text: event.text }
}
