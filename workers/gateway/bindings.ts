import type { DrainerRpc } from '#durable-objects/drainer/contract.ts'
import type { InboxRpc } from '#durable-objects/inbox/contract.ts'
import type { RoomRpc } from '#durable-objects/room/contract.ts'

/** A room's object as the gateway reaches it. */
export type RoomStub = RoomRpc & { fetch(request: Request): Promise<Response> }

export type DrainerStub = DrainerRpc

export type InboxStub = Pick<InboxRpc, 'apply'>

/** A relay's object as the gateway reaches it. */
export type RelayStub = { fetch(request: Request): Promise<Response> }

type Objects = { getByName(name: string, options?: { locationHint?: string }): unknown }

/** What the platform binds besides variables and secrets, which `parseEnvironment` reads. */
export type Bindings = {
  ROOM: Objects
  DRAINER: Objects
  RELAY: Objects
  INBOX: Objects
  ASSETS?: { fetch(request: Request): Promise<Response> }
}
