import { CLOSE, isReconnectable } from '#schema/wire/close-codes.ts'
import type { ErrorCode } from '#schema/wire/error-codes.ts'
import { parseRetryAfter } from './compute-delay.ts'
import type { SessionEnd } from './socket-session.ts'

export type EndVerdict =
  | { comeBack: true; minimumDelayMs: number }
  | { comeBack: false; code: number | null; error: ErrorCode }

const ERROR_OF_CLOSE: Readonly<Record<number, ErrorCode>> = {
  [CLOSE.protocolViolation]: 'malformed',
  [CLOSE.ticketRefused]: 'unauthenticated',
  [CLOSE.membershipEnded]: 'forbidden',
  [CLOSE.sessionRevoked]: 'unauthenticated',
  [CLOSE.archived]: 'archived',
  [CLOSE.banned]: 'banned',
}

/** Whether a socket's end is one to come back from, and not before when. */
export function describeEnd(end: SessionEnd): EndVerdict {
  if (end.kind === 'refused') {
    const { error } = end
    if (error.retryable) return { comeBack: true, minimumDelayMs: error.retryAfterMs ?? 0 }
    return { comeBack: false, code: null, error: error.code }
  }
  if (isReconnectable(end.code)) return { comeBack: true, minimumDelayMs: parseRetryAfter(end.reason) ?? 0 }
  return { comeBack: false, code: end.code, error: ERROR_OF_CLOSE[end.code] ?? 'forbidden' }
}
