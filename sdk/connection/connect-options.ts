import type { PresenceChoice } from '#schema/wire/client/presence.ts'
import type { Ticket } from '#schema/wire/http/tickets.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { Platform } from '../platform.ts'
import type { PendingStore } from './keep-pending.ts'

export type ConnectOptions = {
  /** The last event the app holds; null: none. Left out: the kept position, or none. */
  position?: Position | null | undefined
  /** What others see of this person, `online` unless told. */
  presence?: PresenceChoice | undefined
  /** Begin in the background: heads and mentions instead of every event. */
  background?: boolean | undefined
  /** Keeps unsent operations beyond the process, for this account only: another one never says them. */
  keep?: { store: PendingStore; accountId: string } | undefined
  heartbeatMs?: number | undefined
  silenceMs?: number | undefined
  answerTimeoutMs?: number | undefined
}

export type RoomConnectionDependencies = {
  platform: Platform
  fetchTicket(signal: AbortSignal): Promise<Ticket>
}
