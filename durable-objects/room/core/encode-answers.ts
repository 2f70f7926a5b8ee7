import { ERRORS } from '#schema/wire/error-codes.ts'
import type { ErrorEvent } from '#schema/wire/server/error.ts'
import type { Placed, RefusalReason } from './operation.ts'

export const encodeAck = (id: string, { epoch, seq, at }: Placed, maskedText: string | null): string => {
  const text = maskedText === null ? '' : `,"text":${JSON.stringify(maskedText)}`
  return `{"type":"ack","id":"${id}","epoch":${epoch},"seq":${seq},"at":${at}${text}}`
}

export function encodeError({ code, retryAfterMs }: RefusalReason, id?: string): string {
  const { retryable, message } = ERRORS[code]
  const event: ErrorEvent = { type: 'error', code, retryable, message }
  if (id !== undefined) event.id = id
  if (retryAfterMs !== undefined) event.retryAfterMs = retryAfterMs
  return JSON.stringify(event)
}
