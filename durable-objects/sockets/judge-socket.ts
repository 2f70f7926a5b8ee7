import type { Actor } from '#domain/roles/can.ts'
import { judgeSession, type Standing } from '#domain/standing/standing.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'

export type Ending = { code: number; reason: string }

/** Why a socket of this session is to end, as its person stands now; null when it may go on. */
export function judgeSocket(
  standing: Standing,
  { sessionId }: Pick<Actor, 'sessionId'>,
  now: number,
): Ending | null {
  const verdict = judgeSession(standing, sessionId, now)
  if (verdict === 'banned') return { code: CLOSE.banned, reason: 'the account is banned' }
  if (verdict === 'revoked') return { code: CLOSE.sessionRevoked, reason: 'the session was revoked' }
  return null
}
