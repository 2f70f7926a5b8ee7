import type { Actor } from '#domain/roles/can.ts'
import type { RecordedChange } from '#domain/standing/standing-change.ts'
import { attachment, createSession, type HeldSocket, type Session } from '#durable-objects/sockets/session.ts'
import { CLOSE } from '#schema/wire/close-codes.ts'
import type { HistoryQuery } from '#schema/wire/http/history.ts'
import type { ChangeRoom, Mute } from '#schema/wire/http/rooms.ts'
import type { RoomForInbox } from '../../inbox/contract.ts'
import type {
  EventRange,
  ForwardedAnswer,
  ForwardedFrame,
  RelayReport,
  RoomForRelays,
} from '../../relay/contract.ts'
import type { NewInvitation, NewOwner, Outcome, RoleChange, RoomRpc } from '../contract.ts'
import { type Admission, closeSilent, decideAdmission, notAMember, parseClaims } from './admit.ts'
import { applyStanding } from './apply-standing.ts'
import { changeMember, muteMember, removeMember, unmuteMember } from './change-member.ts'
import { archiveRoom, changeRoom, joinRoom, leaveRoom } from './change-room.ts'
import type { RoomDependencies } from './dependencies.ts'
import { describeRoom } from './describe.ts'
import { handleFrame } from './handle-frame.ts'
import { invite, joinByInvitation, listInvitations, revokeInvitation } from './invitations.ts'
import {
  COME_BACK_MS,
  HELLO_TIMEOUT_MS,
  MAX_SOCKETS_PER_USER,
  PUBLISH_DELAY_MS,
  TICKET_SWEEP_INTERVAL_MS,
  UNAVAILABLE_RETRY_MS,
} from './limits.ts'
import { listMembers } from './list-members.ts'
import { nameOf } from './name-of.ts'
import type { OpenRoom } from './open-room.ts'
import { readHistory } from './read-history.ts'
import { readPins } from './read-pins.ts'
import { readUnread } from './read-unread.ts'
import { Refusal } from './refusal.ts'
import { refuse } from './refuse.ts'
import { readEvents } from './relays/read-events.ts'
import { RoomOpener } from './room-opener.ts'
import { transferRoom } from './transfer-room.ts'
import { trim } from './trim.ts'

const ANYWHERE = 'any'

/** The room without its platform: sockets, calls and alarms come in, everything else goes out by the dependencies. */
export class RoomCore implements RoomRpc, RoomForRelays, RoomForInbox {
  readonly #deps: RoomDependencies
  readonly #opener: RoomOpener
  #ticketsSweptAt = 0
  #ticketsDueAt: number | null = null

  constructor(deps: RoomDependencies) {
    this.#deps = deps
    this.#opener = new RoomOpener(deps)
    const opened = this.#opener.restored
    // What was written before a crash goes on its way again.
    opened?.room.relays.sync()
    if (opened?.publisher.hasWork) this.#opener.arm(deps.now() + PUBLISH_DELAY_MS)
  }

  /** A socket that outlived a hibernation; null where it can't go on, then it is closed. */
  restoreSocket(socket: HeldSocket, kept: unknown): Session | null {
    const parsed = attachment.safeParse(kept)
    if (parsed.success && parsed.data.phase !== 'replaying' && this.#opener.restored) {
      const session = createSession(socket, parsed.data)
      this.#opener.sessions.add(session)
      return session
    }
    socket.close(CLOSE.restarting, `retry_after_ms=${COME_BACK_MS}`)
    return null
  }

  /** `region`: where the client is, for a relay that is near it. */
  async decideAdmission(header: string | null, region = ANYWHERE): Promise<Admission> {
    const claims = parseClaims(header)
    if (!claims) return { type: 'refuse', code: 'unauthenticated' }
    const outcome = await this.#run((room) => decideAdmission(room, claims, region))
    if (outcome.ok) return outcome.value
    return outcome.code === 'not_found' ? notAMember : { type: 'refuse', code: outcome.code }
  }

  /**
   * The platform has accepted the socket that `decideAdmission` admitted. Null where it is one too many after all: while the
   * room was loaded many may have been admitted that do not know of each other.
   */
  addSocket(socket: HeldSocket, admitted: Extract<Admission, { type: 'admit' }>): Session | null {
    const session = createSession(socket, admitted.attachment)
    if (this.#opener.sessions.countOf(session.actor.userId) >= MAX_SOCKETS_PER_USER) {
      socket.close(CLOSE.flooding, `retry_after_ms=${COME_BACK_MS}`)
      return null
    }
    socket.serializeAttachment(admitted.attachment)
    this.#opener.sessions.add(session)
    this.#opener.arm(this.#deps.now() + HELLO_TIMEOUT_MS)
    return session
  }

  /** Frames of clients whose sockets a relay holds. */
  async forward(relay: string, frames: readonly ForwardedFrame[]): Promise<ForwardedAnswer[]> {
    const room = await this.#opener.open()
    if (!room?.relays.knows(relay)) throw new Error('not a relay of this room')
    return await Promise.all(frames.map((frame) => room.relayed.forward(room, frame)))
  }

  async readEvents(after: number, limit: number): Promise<EventRange> {
    const room = await this.#opener.open()
    if (!room) throw new Error('there is no such room')
    return await readEvents(room, after, limit)
  }

  /** A room that was not opened yet holds nobody, and asks the inbox of whoever comes. */
  async applyStanding(userId: string, changes: readonly RecordedChange[]): Promise<void> {
    const opened = this.#opener.restored
    if (opened) await applyStanding(opened.room, userId, changes)
  }

  async report(relay: string, report: RelayReport): Promise<void> {
    const room = await this.#opener.open()
    room?.relays.accept(relay, report)
  }

  removeSocket(session: Session): void {
    this.#opener.sessions.remove(session)
  }

  handleFrame(session: Session, raw: string | ArrayBuffer): void {
    const room = this.#opener.opened
    if (!room) {
      this.#opener.sessions.close(session, CLOSE.restarting, `retry_after_ms=${COME_BACK_MS}`)
      return
    }
    try {
      handleFrame(room, session, raw)
    } catch (error) {
      this.#deps.log('error', 'room.frame_failed', { error: nameOf(error) })
      refuse(room, session, { code: 'internal', retryAfterMs: UNAVAILABLE_RETRY_MS })
    }
  }

  async runAlarm(): Promise<void> {
    this.#opener.disarm()
    const opened = this.#opener.restored
    if (!opened) return
    const { room, publisher } = opened
    const times: (number | null)[] = []
    try {
      times.push(await publisher.run())
      times.push(await trim(room))
      times.push(await room.cursors.save())
      times.push(this.#sweep(room))
    } catch (error) {
      this.#deps.log('error', 'room.alarm_failed', { error: nameOf(error) })
      times.push(this.#deps.now() + COME_BACK_MS)
    }
    const next = Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY))
    if (Number.isFinite(next)) this.#opener.arm(next)
  }

  describe(actor: Actor) {
    return this.#run((room) => describeRoom(room, actor))
  }

  join(actor: Actor) {
    return this.#run((room) => joinRoom(room, actor))
  }

  joinByInvitation(actor: Actor, secretHash: string) {
    return this.#run((room) => joinByInvitation(room, actor, secretHash))
  }

  leave(actor: Actor) {
    return this.#run((room) => leaveRoom(room, actor))
  }

  change(actor: Actor, change: ChangeRoom) {
    return this.#run((room) => changeRoom(room, actor, change))
  }

  archive(actor: Actor) {
    return this.#run((room) => archiveRoom(room, actor))
  }

  transfer(actor: Actor, to: NewOwner) {
    return this.#run((room) => transferRoom(room, actor, to))
  }

  invite(actor: Actor, invitation: NewInvitation) {
    return this.#run((room) => invite(room, actor, invitation))
  }

  invitations(actor: Actor) {
    return this.#run((room) => listInvitations(room, actor))
  }

  revokeInvitation(actor: Actor, invitationId: string) {
    return this.#run((room) => revokeInvitation(room, actor, invitationId))
  }

  members(actor: Actor, page: { cursor?: string | undefined; limit: number }) {
    return this.#run((room) => listMembers(room, actor, page))
  }

  changeMember(actor: Actor, userId: string, change: RoleChange) {
    return this.#run((room) => changeMember(room, actor, userId, change))
  }

  removeMember(actor: Actor, userId: string) {
    return this.#run((room) => removeMember(room, actor, userId))
  }

  muteMember(actor: Actor, userId: string, body: Mute) {
    return this.#run((room) => muteMember(room, actor, userId, body))
  }

  unmuteMember(actor: Actor, userId: string) {
    return this.#run((room) => unmuteMember(room, actor, userId))
  }

  pins(actor: Actor) {
    return this.#run((room) => readPins(room, actor))
  }

  unread(actor: Actor) {
    return this.#run((room) => readUnread(room, actor))
  }

  history(actor: Actor, query: HistoryQuery) {
    return this.#run((room) => readHistory(room, actor, query))
  }

  #sweep(room: OpenRoom): number | null {
    const now = this.#deps.now()
    closeSilent(room)
    const expiry = this.#forgetTickets(now)
    const silent = [...room.sessions].filter(({ phase }) => phase === 'admitted')
    const hello = silent.length > 0 ? Math.min(...silent.map((s) => s.admittedAt)) + HELLO_TIMEOUT_MS : null
    const due = Math.min(expiry ?? Number.POSITIVE_INFINITY, hello ?? Number.POSITIVE_INFINITY)
    return Number.isFinite(due) ? Math.max(due, now + 1000) : null
  }

  /** The alarm of a busy room comes many times a second, and each look goes through all tickets of the last half minute. */
  #forgetTickets(now: number): number | null {
    const soon = this.#ticketsSweptAt + TICKET_SWEEP_INTERVAL_MS
    if (now < soon) return this.#ticketsDueAt ?? soon
    const { storage } = this.#deps
    storage.deleteExpiredTickets(now)
    const expiry = storage.readNextTicketExpiry()
    this.#ticketsSweptAt = now
    this.#ticketsDueAt = expiry === null ? null : Math.max(expiry, now + TICKET_SWEEP_INTERVAL_MS)
    return this.#ticketsDueAt
  }

  async #run<T>(verb: (room: OpenRoom) => T | Promise<T>): Promise<Outcome<T>> {
    try {
      const room = await this.#opener.open()
      if (!room) return { ok: false, code: 'not_found' }
      return { ok: true, value: await verb(room) }
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, ...describeReason(error) }
      this.#deps.log('error', 'room.call_failed', { error: nameOf(error) })
      return { ok: false, code: 'internal', retryAfterMs: UNAVAILABLE_RETRY_MS }
    }
  }
}

const describeReason = ({ reason: { code, retryAfterMs } }: Refusal) =>
  retryAfterMs === undefined ? { code } : { code, retryAfterMs }
