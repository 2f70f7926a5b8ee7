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
  | { type: 'close'; whose: { userId: string } | 'everyone'; code: number; reason: string }

export type Delivery = { roomId: string; head: Position; items: readonly RelayItem[] }

/** What a relay holds: how many sockets, whose, and how many people show themselves. */
export type RelayReport = {
  sockets: number
  users: readonly { userId: string; sockets: number }[]
  online: number
  away: number
}

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
export type EventRange = { events: readonly string[] | null; head: Position }

/** What a relay may ask of its room. */
export interface RoomForRelays {
  /** Answers when each operation was answered. Frames of one connection are taken in their order. */
  forward(relay: string, frames: readonly ForwardedFrame[]): Promise<ForwardedAnswer[]>
  readEvents(after: number, limit: number): Promise<EventRange>
  report(relay: string, report: RelayReport): Promise<void>
}

/** Tells the gateway that a relay holds the socket: base64url of the UTF-8 JSON of a `RelayAdmission`. Never leaves it. */
export const RELAY_HEADER = 'x-sentinel-relay'

export type RelayAdmission = { relay: string; roomId: string; attachment: Attachment }
