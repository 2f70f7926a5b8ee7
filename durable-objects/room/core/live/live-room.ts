import type { Sessions } from '#durable-objects/sockets/sessions.ts'
import type { Audience } from '../audience.ts'
import type { RoomDependencies } from '../dependencies.ts'

/** What the live state of a room works on. */
export type LiveRoom = {
  deps: Pick<RoomDependencies, 'now' | 'later' | 'storage' | 'log'>
  sessions: Sessions
  audience: Audience
  /** So many listen that only numbers are told. */
  isHuge(): boolean
}
