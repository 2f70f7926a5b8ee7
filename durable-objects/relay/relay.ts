import { DurableObject } from 'cloudflare:workers'
import { z } from 'zod'
import { decodeHeader } from '#durable-objects/sockets/header.ts'
import { readHeartbeat } from '#durable-objects/sockets/read-heartbeat.ts'
import { attachment, type Session } from '#durable-objects/sockets/session.ts'
import { writeLog } from '#durable-objects/sockets/write-log.ts'
import { position } from '#schema/wire/ids.ts'
import { HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE, PROTOCOL } from '#schema/wire/protocol-version.ts'
import { type Delivery, HOLDS_NOTHING, RELAY_HEADER, type RelayRpc, type RoomForRelays } from './contract.ts'
import { RelayCore } from './core/relay-core.ts'

type RelayBindings = { ROOM: DurableObjectNamespace<RoomForRelays & Rpc.DurableObjectBranded> }

const relayAdmission = z.object({
  relay: z.string().max(200),
  roomId: z.uuid(),
  assignment: z.string().max(100),
  attachment,
})

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** One relay: the shell between the platform and `RelayCore`. */
export class Relay extends DurableObject<RelayBindings> implements RelayRpc {
  readonly #sessions = new Map<WebSocket, Session>()
  #core: RelayCore | null = null

  constructor(context: DurableObjectState, bindings: RelayBindings) {
    super(context, bindings)
    context.setWebSocketAutoResponse(new WebSocketRequestResponsePair(HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE))
    const sockets = context.getWebSockets()
    const name = context.storage.kv.get('name')
    if (typeof name !== 'string') return
    const core = this.#open(name)
    for (const socket of sockets) {
      const session = core.restoreSocket(socket, socket.deserializeAttachment())
      if (session) this.#sessions.set(socket, session)
    }
  }

  override fetch(request: Request): Response {
    const parsed = relayAdmission.safeParse(decodeHeader(request.headers.get(RELAY_HEADER) ?? ''))
    const isSocket = request.headers.get('upgrade')?.toLowerCase() === 'websocket'
    // Only the gateway comes here, with what the room has given it.
    if (!parsed.success || !isSocket || !parsed.data.relay.startsWith(`${parsed.data.roomId}:`)) {
      return new Response(null, { status: 403 })
    }
    const core = this.#core ?? this.#open(parsed.data.relay)
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server)
    this.#sessions.set(server, core.addSocket(server, parsed.data))
    return new Response(null, {
      status: 101,
      webSocket: client,
      headers: { 'sec-websocket-protocol': PROTOCOL },
    })
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    const session = this.#sessions.get(socket)
    if (session) this.#core?.handleFrame(session, message)
  }

  override webSocketClose(socket: WebSocket): void {
    this.#forget(socket)
  }

  override webSocketError(socket: WebSocket): void {
    this.#forget(socket)
  }

  override alarm(): void {
    this.#core?.runAlarm()
  }

  deliver(delivery: Delivery) {
    const core = this.#core
    // It was never told its name: then it holds no socket either.
    if (!core) return Promise.resolve(HOLDS_NOTHING)
    return core.deliver(delivery)
  }

  #open(name: string): RelayCore {
    const { storage } = this.ctx
    storage.kv.put('name', name)
    const room = () => this.env.ROOM.getByName(name.slice(0, name.indexOf(':')))
    this.#core = new RelayCore({
      name,
      room: {
        forward: (frames) => room().forward(name, frames),
        readEvents: (after, limit) => room().readEvents(after, limit, name),
        report: (report) => room().report(name, report),
      },
      now: () => Date.now(),
      pause: wait,
      later: wait,
      setAlarm: (atMs) => void storage.setAlarm(atMs),
      heartbeatAt: readHeartbeat(this.ctx),
      log: (level, event, fields) => writeLog(level, event, { relay: name, ...fields }),
      readHead: () =>
        position
          .nullable()
          .catch(null)
          .parse(storage.kv.get('head') ?? null),
      writeHead: (head) => storage.kv.put('head', head),
    })
    return this.#core
  }

  #forget(socket: WebSocket): void {
    const session = this.#sessions.get(socket)
    if (session) this.#core?.removeSocket(session)
    this.#sessions.delete(socket)
  }
}
