import type { Audience } from '../audience.ts'
import type { RoomDependencies } from '../dependencies.ts'
import type { Sessions } from '../sessions.ts'

/** What the live state of a room works on. */
export type LiveRoom = {
  deps: Pick<RoomDependencies, 'now' | 'later' | 'storage' | 'log'>
  sessions: Sessions
  audience: Audience
  /** So many listen that only numbers are told. */
  isHuge(): boolean
}
