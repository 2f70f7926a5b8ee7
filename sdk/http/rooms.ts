import {
  type History,
  type HistoryMessage,
  history,
  type PinList,
  pinList,
} from '#schema/wire/http/history.ts'
import {
  type CreatedInvitation,
  type CreateInvitation,
  createdInvitation,
  type Invitation,
  type InvitationList,
  invitation,
  invitationList,
} from '#schema/wire/http/invitations.ts'
import {
  type ChangeRoom,
  type Member,
  type MemberList,
  member,
  memberList,
  type Room,
  type RoomList,
  room,
  roomList,
  type Unread,
  unread,
  type Visibility,
} from '#schema/wire/http/rooms.ts'
import { type Ticket, ticket } from '#schema/wire/http/tickets.ts'
import { MAX_PAGE_ITEMS } from '#schema/wire/limits.ts'
import type { RoomRole } from '#schema/wire/server/log-events.ts'
import type { Requester } from './requester.ts'

export type Page = { cursor?: string | undefined; limit?: number | undefined }
export type ListRooms = Page & { scope?: 'all' | 'joined' | undefined }
export type CreateRoom = { name: string; visibility?: Visibility | undefined }
/** At most one of `before` and `after`, both exclusive; with neither, the newest messages. */
export type ReadHistory = {
  before?: number | undefined
  after?: number | undefined
  /** Messages before and after the one at this seq. */
  around?: number | undefined
  /** The seq of a thread's first message: only what is in the thread. */
  thread?: number | undefined
  limit?: number | undefined
}

const pathOf = (roomId: string, rest = '') => `/api/v1/rooms/${encodeURIComponent(roomId)}${rest}`

const memberPath = (roomId: string, userId: string, rest = '') =>
  pathOf(roomId, `/members/${encodeURIComponent(userId)}${rest}`)

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

  /** Renames a room or sets its topic; an empty topic takes it away. */
  change(roomId: string, body: ChangeRoom): Promise<Room> {
    return this.#request({ method: 'PATCH', path: pathOf(roomId), body, schema: room })
  }

  archive(roomId: string): Promise<Room> {
    return this.#request({ method: 'POST', path: pathOf(roomId, '/archive'), schema: room })
  }

  /** `invitation`: the secret of one, for a room that is not open anyway. */
  join(roomId: string, invitation?: string): Promise<Room> {
    const body = invitation === undefined ? undefined : { invitation }
    return this.#request({ method: 'POST', path: pathOf(roomId, '/join'), body, schema: room })
  }

  leave(roomId: string): Promise<Room> {
    return this.#request({ method: 'POST', path: pathOf(roomId, '/leave'), schema: room })
  }

  /** Hands the room to another member; its former owner stays as a moderator. */
  transfer(roomId: string, userId: string): Promise<Room> {
    return this.#request({
      method: 'POST',
      path: pathOf(roomId, '/transfer'),
      body: { userId },
      schema: room,
    })
  }

  /** For 5 minutes to 30 days, and 1 to 1,000 people. Its secret and link are told this once. */
  invite(roomId: string, body: CreateInvitation): Promise<CreatedInvitation> {
    const path = pathOf(roomId, '/invitations')
    return this.#request({ method: 'POST', path, body, schema: createdInvitation })
  }

  invitations(roomId: string): Promise<InvitationList> {
    return this.#request({ method: 'GET', path: pathOf(roomId, '/invitations'), schema: invitationList })
  }

  revokeInvitation(roomId: string, invitationId: string): Promise<Invitation> {
    const path = pathOf(roomId, `/invitations/${encodeURIComponent(invitationId)}/revoke`)
    return this.#request({ method: 'POST', path, schema: invitation })
  }

  members(roomId: string, query: Page = {}): Promise<MemberList> {
    return this.#request({ method: 'GET', path: pathOf(roomId, '/members'), query, schema: memberList })
  }

  changeMember(roomId: string, userId: string, role: RoomRole): Promise<Member> {
    return this.#request({
      method: 'PATCH',
      path: memberPath(roomId, userId),
      body: { role },
      schema: member,
    })
  }

  removeMember(roomId: string, userId: string): Promise<void> {
    return this.#request({ method: 'DELETE', path: memberPath(roomId, userId) })
  }

  /** For 60 seconds to 28 days. */
  mute(roomId: string, userId: string, seconds: number): Promise<Member> {
    const path = memberPath(roomId, userId, '/mute')
    return this.#request({ method: 'PUT', path, body: { seconds }, schema: member })
  }

  unmute(roomId: string, userId: string): Promise<Member> {
    return this.#request({ method: 'DELETE', path: memberPath(roomId, userId, '/mute'), schema: member })
  }

  /** The latest pin first. */
  pins(roomId: string): Promise<PinList> {
    return this.#request({ method: 'GET', path: pathOf(roomId, '/pins'), schema: pinList })
  }

  unread(roomId: string): Promise<Unread> {
    return this.#request({ method: 'GET', path: pathOf(roomId, '/unread'), schema: unread })
  }

  history(roomId: string, query: ReadHistory = {}): Promise<History> {
    return this.#request({ method: 'GET', path: pathOf(roomId, '/messages'), query, schema: history })
  }

  /**
   * Everything after `after` up to now, page by page and oldest first: for who was away longer than the room can replay. What
   * is said meanwhile comes over the connection.
   */
  async *catchUp(roomId: string, after: number): AsyncGenerator<HistoryMessage[], void> {
    for (let from = after; ; ) {
      const { messages, hasMore } = await this.history(roomId, { after: from, limit: MAX_PAGE_ITEMS })
      if (messages.length > 0) yield messages
      const last = messages.at(-1)
      if (!hasMore || !last) return
      from = last.seq
    }
  }

  /** One admission to the room's socket; `connect` asks for its own. */
  ticket(roomId: string, signal?: AbortSignal): Promise<Ticket> {
    return this.#request({ method: 'POST', path: pathOf(roomId, '/tickets'), schema: ticket, signal })
  }
}
