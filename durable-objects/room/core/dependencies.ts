import type { Plans } from '#domain/plans/plan.ts'
import type { Standing } from '#domain/standing/standing.ts'
import type { Rule } from '#domain/word-filter/rule.ts'
import type { HeldSocket } from '#durable-objects/sockets/session.ts'
import type { LogFields } from '#durable-objects/sockets/write-log.ts'
import type { HistoryMessage } from '#schema/wire/http/history.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { Keyring } from '#services/content-keys/create-keyring.ts'
import type { OutboxRecord } from '#services/outbox/outbox-record.ts'
import type { LoadedRoom } from '#services/rooms/load-room.ts'
import type { Delivery, RelayReport } from '../../relay/contract.ts'
import type { RoomStorage, StoredCursor } from '../storage/port.ts'

/** All that the room asks of the world. Everything asynchronous may fail; nothing of it stands in the way of talking. */
export type RoomDependencies = {
  roomId: string
  storage: RoomStorage
  keyring: Keyring
  now(): number
  /** 0 ≤ x < 1 */
  random(): number
  /** A pause within work that is under way. */
  pause(ms: number): Promise<void>
  /** Work for later, while otherwise nothing may be under way. Until then the object can't hibernate. */
  later(ms: number): Promise<void>
  /** Arms the one alarm, in the same storage transaction as the writes of this step. */
  setAlarm(atMs: number): void
  /** When the platform last answered a heartbeat of the socket by itself; null: never. */
  heartbeatAt(socket: HeldSocket): number | null
  log(level: 'info' | 'warn' | 'error', event: string, fields?: LogFields): void
  /** What each role on the platform may say, and read. */
  plans: Plans
  /** After it a socket must prove its session anew. */
  maxSocketAgeMs: number
  record: {
    loadRoom(): Promise<LoadedRoom | null>
    /** False when this or a later epoch is taken already. */
    takeEpoch(epoch: number): Promise<boolean>
    loadRules(): Promise<Rule[]>
    /** Messages as they stand now in the system of record, decrypted, by ascending seq. */
    readMessages(query: {
      before?: number | undefined
      after?: number | undefined
      /** The seq of a thread's first message: only what is in it. */
      thread?: number | undefined
      limit: number
    }): Promise<{ messages: HistoryMessage[]; hasMore: boolean }>
    /** The seq of the first message at or after a time (ms) and after `after`; null for none. */
    findFirstSince(of: { since: number; after: number }): Promise<number | null>
    /** Messages of others after `after`, up to and with `upTo`, that are not deleted. */
    countUnread(range: { userId: string; after: number; upTo: number }): Promise<number>
    saveCursors(cursors: readonly (StoredCursor & { epoch: number })[]): Promise<void>
    findByClientId(operation: {
      actorId: string
      clientId: string
    }): Promise<(Position & { at: number }) | null>
    countRecorded(range: { epoch: number; fromSeq: number; toSeq: number }): Promise<number>
  }
  /** Registers this room with the person's inbox; answers how the person stands. */
  enterInbox(userId: string): Promise<Standing>
  /** More sockets than this are held by relays. */
  relayThreshold: number
  /** Calls a relay. Fails when the relay can't be reached. */
  deliver(relay: string, delivery: Delivery): Promise<RelayReport>
  outbox: {
    enqueue(records: OutboxRecord[]): Promise<void>
    wakeDrainer(): Promise<void>
  }
}
