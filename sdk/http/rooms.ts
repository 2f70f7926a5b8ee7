import { type History, history } from '#schema/wire/http/history.ts'
import {
  type MemberList,
  memberList,
  type Room,
  type RoomList,
  room,
  roomList,
} from '#schema/wire/http/rooms.ts'
import { type Ticket, ticket } from '#schema/wire/http/tickets.ts'
import type { Requester } from './requester.ts'

export type Page = { cursor?: string | undefined; limit?: number | undefined }
export type ListRooms = Page & { scope?: 'all' | 'joined' | undefined }
export type CreateRoom = { name: string; visibility?: 'public' | 'private' | undefined }
/** At most one of `before` and `after`, both exclusive; with neither, the newest messages. */
export type ReadHistory = {
  before?: number | undefined
  after?: number | undefined
  limit?: number | undefined
}

const pathOf = (roomId: string, rest = '') => `/api/v1/rooms/${encodeURIComponent(roomId)}${rest}`

/** Rooms over HTTP. Each method throws `SentinelError`. */
export class Rooms {
  readonly #request: Requester

  constructor(request: Requester) {
    this.#request = request
  }

  create(body: CreateRoom): Promise<Room> {
    return this.#request({ method: 'POST', path: '/api/v1/rooms', body, schema: room })
  }

  list(query: ListRooms = {}): Promise<RoomList> {
    return this.#request({ method: 'GET', path: '/api/v1/rooms', query, schema: roomList })
  }

  get(roomId: string): Promise<Room> {
    return this.#request({ method: 'GET', path: pathOf(roomId), schema: room })
  }

  rename(roomId: string, name: string): Promise<Room> {
    return this.#request({ method: 'PATCH', path: pathOf(roomId), body: { name }, schema: room })
  }

  archive(roomId: string): Promise<Room> {
    return this.#request({ method: 'POST', path: pathOf(roomId, '/archive'), schema: room })
  }

  join(roomId: string): Promise<Room> {
    return this.#request({ method: 'POST', path: pathOf(roomId, '/join'), schema: room })
  }

  leave(roomId: string): Promise<Room> {
    return this.#request({ method: 'POST', path: pathOf(roomId, '/leave'), schema: room })
  }

  members(roomId: string, query: Page = {}): Promise<MemberList> {
    return this.#request({ method: 'GET', path: pathOf(roomId, '/members'), query, schema: memberList })
  }

  history(roomId: string, query: ReadHistory = {}): Promise<History> {
    return this.#request({ method: 'GET', path: pathOf(roomId, '/messages'), query, schema: history })
  }

  /** One admission to the room's socket; `connect` asks for its own. */
  ticket(roomId: string, signal?: AbortSignal): Promise<Ticket> {
    return this.#request({ method: 'POST', path: pathOf(roomId, '/tickets'), schema: ticket, signal })
  }
}
