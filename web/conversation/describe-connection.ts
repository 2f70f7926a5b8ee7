import { CLOSE } from '#schema/wire/close-codes.ts'
import { ERRORS } from '#schema/wire/error-codes.ts'
import type { ConnectionState } from '#sdk/index.ts'

export type ConnectionNote = {
  tone: 'calm' | 'busy' | 'trouble'
  text: string
  detail: string
  /** What a person can do about it. */
  action: 'none' | 'reconnect' | 'sign-in'
}

const REASON_OF_CLOSE: Readonly<Record<number, string>> = {
  [CLOSE.membershipEnded]: 'You are no longer a member of this room.',
  [CLOSE.sessionRevoked]: 'You were signed out.',
}

function describeClosed(state: Extract<ConnectionState, { kind: 'closed' }>): ConnectionNote {
  const { code, error, final } = state
  if (!final) return { tone: 'busy', text: 'Disconnected', detail: '', action: 'reconnect' }
  const reason = REASON_OF_CLOSE[code ?? 0] ?? ERRORS[error ?? 'internal'].message
  const note = { tone: 'trouble', text: 'Closed', detail: reason } as const
  if (error === 'unauthenticated') return { ...note, action: 'sign-in' }
  return { ...note, action: error === 'archived' ? 'none' : 'reconnect' }
}

/** What the connection is to the person who looks at the room. `now` in milliseconds since 1970. */
export function describeConnection(state: ConnectionState, now: number): ConnectionNote {
  switch (state.kind) {
    case 'idle':
      return { tone: 'busy', text: 'Not connected', detail: '', action: 'none' }
    case 'connecting':
      return {
        tone: 'busy',
        text: state.attempt === 0 ? 'Connecting' : 'Reconnecting',
        detail: '',
        action: 'none',
      }
    case 'open':
      return { tone: 'calm', text: 'Online', detail: '', action: 'none' }
    case 'waiting': {
      const seconds = Math.max(0, Math.ceil((state.retryAt - now) / 1000))
      return { tone: 'trouble', text: 'Offline', detail: `next try in ${seconds} s`, action: 'reconnect' }
    }
    case 'closed':
      return describeClosed(state)
  }
}
