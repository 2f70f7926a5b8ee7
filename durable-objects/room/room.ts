import { DurableObject } from 'cloudflare:workers'
import type { Actor } from '#domain/roles/can.ts'
import type { RecordedChange } from '#domain/standing/standing-change.ts'
import { encodeHeader } from '#durable-objects/sockets/header.ts'
import type { Session } from '#durable-objects/sockets/session.ts'
import { writeLog } from '#durable-objects/sockets/write-log.ts'
import { ERRORS, type ErrorCode } from '#schema/wire/error-codes.ts'
import type { HistoryQuery } from '#schema/wire/http/history.ts'
import type { ChangeRoom, Mute } from '#schema/wire/http/rooms.ts'
import { HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE, PROTOCOL } from '#schema/wire/protocol-version.ts'
import { parseEnvironment } from '#services/environment/parse-environment.ts'
import type { RoomForInbox } from '../inbox/contract.ts'
import {
  type ForwardedFrame,
  RELAY_HEADER,
  type RelayAdmission,
  type RelayReport,
  type RoomForRelays,
} from '../relay/contract.ts'
import {
  ADMISSION_HEADER,
  type NewInvitation,
  type NewOwner,
  REGION_HEADER,
  type RoleChange,
  type RoomRpc,
} from './contract.ts'
import type { Admission } from './core/admit.ts'
import { nameOf } from './core/name-of.ts'
import { RoomCore } from './core/room-core.ts'
import { createDependencies, type RoomBindings } from './platform/create-dependencies.ts'

/** One room: the shell between the platform and `RoomCore`. */
export class Room extends DurableObject<RoomBindings> implements RoomRpc, RoomForRelays, RoomForInbox {
  /** The way to the stores; tests put their own in its place. */
  static createDependencies = createDependencies

  readonly #core: RoomCore
  readonly #roomId: string
  readonly #sessions = new Map<WebSocket, Session>()

  constructor(context: DurableObjectState, bindings: RoomBindings) {
    super(context, bindings)
    const environment = parseEnvironment(bindings)
    const { name } = context.id
    const dependencies = Room.createDependencies({ name, context, environment, bindings })
    this.#roomId = dependencies.roomId
    this.#core = new RoomCore(dependencies)
    context.setWebSocketAutoResponse(new WebSocketRequestResponsePair(HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE))
    for (const socket of context.getWebSockets()) {
      const session = this.#core.restoreSocket(socket, socket.deserializeAttachment())
      if (session) this.#sessions.set(socket, session)
    }
  }

  override async fetch(request: Request): Promise<Response> {
    const offered = (request.headers.get('sec-websocket-protocol') ?? '')
      .split(',')
      .map((item) => item.trim())
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket' || !offered.includes(PROTOCOL)) {
      return refuse(request, 'upgrade_required')
    }
    const region = request.headers.get(REGION_HEADER) ?? undefined
    const admission = await this.#core.decideAdmission(request.headers.get(ADMISSION_HEADER), region)
    if (admission.type === 'refuse') return refuse(request, admission.code)
    if (admission.type === 'relay') return redirect(this.#roomId, admission)
    const { 0: client, 1: server } = new WebSocketPair()
    if (admission.type === 'close') {
      server.accept()
      server.close(admission.code, admission.reason)
    } else {
      this.ctx.acceptWebSocket(server)
      const session = this.#core.addSocket(server, admission)
      if (session) this.#sessions.set(server, session)
    }
    return new Response(null, {
      status: 101,
      webSocket: client,
      headers: { 'sec-websocket-protocol': PROTOCOL },
    })
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    const session = this.#sessions.get(socket)
    if (session) this.#core.handleFrame(session, message)
  }

  override webSocketClose(socket: WebSocket): void {
    this.#forget(socket)
  }

  override webSocketError(socket: WebSocket, error: unknown): void {
    writeLog('info', 'room.socket_failed', { error: nameOf(error) })
    this.#forget(socket)
  }

  override alarm(): Promise<void> {
    return this.#core.runAlarm()
  }

  forward(relay: string, frames: readonly ForwardedFrame[]) {
    return this.#core.forward(relay, frames)
  }

  readEvents(after: number, limit: number) {
    return this.#core.readEvents(after, limit)
  }

  report(relay: string, report: RelayReport) {
    return this.#core.report(relay, report)
  }

  applyStanding(userId: string, changes: readonly RecordedChange[]) {
    return this.#core.applyStanding(userId, changes)
  }

  describe(actor: Actor) {
    return this.#core.describe(actor)
  }

  join(actor: Actor) {
    return this.#core.join(actor)
  }

  joinByInvitation(actor: Actor, secretHash: string) {
    return this.#core.joinByInvitation(actor, secretHash)
  }

  leave(actor: Actor) {
    return this.#core.leave(actor)
  }

  change(actor: Actor, change: ChangeRoom) {
    return this.#core.change(actor, change)
  }

  archive(actor: Actor) {
    return this.#core.archive(actor)
  }

  transfer(actor: Actor, to: NewOwner) {
    return this.#core.transfer(actor, to)
  }

  invite(actor: Actor, invitation: NewInvitation) {
    return this.#core.invite(actor, invitation)
  }

  invitations(actor: Actor) {
    return this.#core.invitations(actor)
  }

  revokeInvitation(actor: Actor, invitationId: string) {
    return this.#core.revokeInvitation(actor, invitationId)
  }

  members(actor: Actor, page: { cursor?: string | undefined; limit: number }) {
    return this.#core.members(actor, page)
  }

  changeMember(actor: Actor, userId: string, change: RoleChange) {
    return this.#core.changeMember(actor, userId, change)
  }

  removeMember(actor: Actor, userId: string) {
    return this.#core.removeMember(actor, userId)
  }

  muteMember(actor: Actor, userId: string, body: Mute) {
    return this.#core.muteMember(actor, userId, body)
  }

  unmuteMember(actor: Actor, userId: string) {
    return this.#core.unmuteMember(actor, userId)
  }

  pins(actor: Actor) {
    return this.#core.pins(actor)
  }

  unread(actor: Actor) {
    return this.#core.unread(actor)
  }

  history(actor: Actor, query: HistoryQuery) {
    return this.#core.history(actor, query)
  }

  #forget(socket: WebSocket): void {
    const session = this.#sessions.get(socket)
    if (session) this.#core.removeSocket(session)
    this.#sessions.delete(socket)
  }
}

/** The gateway takes the client to the relay. */
function redirect(
  roomId: string,
  { relay, assignment, attachment }: Extract<Admission, { type: 'relay' }>,
): Response {
  const admission: RelayAdmission = { relay, roomId, assignment, attachment }
  return new Response(null, { status: 204, headers: { [RELAY_HEADER]: encodeHeader(admission) } })
}

function refuse(request: Request, code: ErrorCode): Response {
  const { status, retryable, message } = ERRORS[code]
  const requestId = request.headers.get('x-request-id') ?? crypto.randomUUID()
  return Response.json({ error: { code, message, retryable, requestId } }, { status })
}
