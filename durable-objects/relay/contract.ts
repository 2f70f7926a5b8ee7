import type { RecordedChange } from '#domain/standing/standing-change.ts'
import type { Attachment } from '#durable-objects/sockets/session.ts'
import type { Position } from '#schema/wire/ids.ts'

/** What a room tells its relays, in the order of telling. */
export type RelayItem =
  | {
      type: 'events'
      firstSeq: number
      /** The JSON of each log event. */
      events: readonly string[]
      /** Texts that were told before changed or are gone. */
      revises: boolean
      mentions: readonly { userIds: readonly string[]; seq: number; json: string }[]
    }
  | { type: 'announce'; json: string }
  /** `changes`: only those sockets of the person that the changes end; a new role ends a socket with 4000, to come anew. */
  | {
      type: 'close'
      whose: { userId: string; changes?: readonly RecordedChange[] } | 'everyone'
      code: number
      reason: string
    }

export type Delivery = { roomId: string; head: Position; items: readonly RelayItem[] }

/** What a relay holds: how many sockets, whose, and how many people show themselves. */
export type RelayReport = {
  sockets: number
  users: readonly { userId: string; sockets: number }[]
  online: number
  away: number
  /** The assignments whose sockets have come lately. */
  arrivals: readonly string[]
}

export const HOLDS_NOTHING: RelayReport = { sockets: 0, users: [], online: 0, away: 0, arrivals: [] }

export interface RelayRpc {
  /** Told to every socket when it returns. */
  deliver(delivery: Delivery): Promise<RelayReport>
}

/** A frame of a client, with what the room admitted the client as. */
export type ForwardedFrame = { connectionId: string; attachment: Attachment; frame: string | ArrayBuffer }

/** What a client is to be told. `attachment`, where it changed; `replayAfter`, where the client is to hear what follows it. */
export type ForwardedAnswer = {
  connectionId: string
  sends: readonly string[]
  attachment: Attachment | null
  replayAfter: number | null
  /** Where the log stood when the frame was taken in. */
  head: Position
  close: { code: number; reason: string } | null
}

/** `events`: the JSON of each after `after`, as it stands now; null where the room does not keep them any more. */
/** `closes`: what the relay that asks was not told yet of sockets to close; it comes before the events. */
export type EventRange = {
  events: readonly string[] | null
  head: Position
  closes?: readonly Extract<RelayItem, { type: 'close' }>[]
}

/** What a relay may ask of its room. */
export interface RoomForRelays {
  /** Answers when each operation was answered. Frames of one connection are taken in their order. */
  forward(relay: string, frames: readonly ForwardedFrame[]): Promise<ForwardedAnswer[]>
  readEvents(after: number, limit: number, relay?: string): Promise<EventRange>
  report(relay: string, report: RelayReport): Promise<void>
}

/** Tells the gateway that a relay holds the socket: base64url of the UTF-8 JSON of a `RelayAdmission`. Never leaves it. */
export const RELAY_HEADER = 'x-sentinel-relay'

/** `assignment` names this socket's way to the relay, once. */
export type RelayAdmission = { relay: string; roomId: string; assignment: string; attachment: Attachment }

/** A socket that has not reached its relay by then does not come any more. */
export const ASSIGNMENT_LIFE_MS = 30_000

const ANYWHERE = 'any'

/** Names a relay: `<room id>:<region>:<number>`. The region is a location hint, or `any`. */
export const relayName = (roomId: string, region: string, index: number): string =>
  `${roomId}:${region}:${index}`

/** The hint counts for whoever creates the object, and an object never moves: everyone who calls it gives the same. */
export function toLocationHint(relay: string): { locationHint?: string } {
  const region = relay.split(':')[1] ?? ANYWHERE
  return region === ANYWHERE ? {} : { locationHint: region }
}
