import type { PresenceState } from '#schema/wire/server/live.ts'
import type { Session } from './session.ts'

/** Of several sockets of one person the most private counts; a socket in the background is away. */
export function computeState(sockets: Iterable<Pick<Session, 'presence' | 'phase'>>): PresenceState {
  let state: PresenceState = 'offline'
  for (const { presence, phase } of sockets) {
    if (presence === 'invisible') return 'offline'
    if (presence === 'online' && phase !== 'background') state = 'online'
    else if (state === 'offline') state = 'away'
  }
  return state
}
