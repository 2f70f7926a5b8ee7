import type { Hello } from '#schema/wire/client/hello.ts'
import type { Ticket } from '#schema/wire/http/tickets.ts'
import {
  HEARTBEAT_REQUEST,
  HEARTBEAT_RESPONSE,
  PROTOCOL,
  TICKET_PROTOCOL_PREFIX,
} from '#schema/wire/protocol-version.ts'
import type { ServerEvent } from '#schema/wire/server/frame.ts'
import type { Platform, Socket } from '../platform.ts'
import { SentinelError } from '../sentinel-error.ts'
import { parseServerFrame, type UnknownLogEvent } from './parse-server-frame.ts'

export type SessionEnd =
  | { kind: 'closed'; code: number; reason: string }
  /** The gateway gave no ticket. */
  | { kind: 'refused'; error: SentinelError }

export type SessionOptions = {
  platform: Platform
  fetchTicket(signal: AbortSignal): Promise<Ticket>
  heartbeatMs: number
  /** Longest silence on the way to the welcome, and after a heartbeat. */
  silenceMs: number
  hello(): Hello
  onEvents(events: (ServerEvent | UnknownLogEvent)[]): void
  /** Called once, unless the session was ended from this side. */
  onEnd(end: SessionEnd): void
}

const LOST = 1006

/** One life of one socket: ticket, open, hello, events, heartbeat, end. It never comes back; its owner opens another. */
export class SocketSession {
  readonly #options: SessionOptions
  readonly #abort = new AbortController()
  #socket: Socket | null = null
  #cancelTimer = () => {}
  #isOpen = false
  #isOver = false

  constructor(options: SessionOptions) {
    this.#options = options
    this.#expectAnswer()
    options.fetchTicket(this.#abort.signal).then(
      (ticket) => this.#open(ticket),
      (error: unknown) =>
        this.#finish({
          kind: 'refused',
          error: error instanceof SentinelError ? error : new SentinelError({ code: 'unavailable' }),
        }),
    )
  }

  send(frame: string): void {
    this.#socket?.send(frame)
  }

  /** Asks now whether the other side is still there. */
  probe(): void {
    if (this.#isOver || !this.#isOpen) return
    this.#socket?.send(HEARTBEAT_REQUEST)
    this.#expectAnswer()
  }

  end(code = 1000): void {
    this.#isOver = true
    this.#cancelTimer()
    this.#abort.abort()
    const socket = this.#socket
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.onerror = () => {}
    socket.close(code)
  }

  #open({ ticket, url }: Ticket): void {
    if (this.#isOver) return
    let socket: Socket
    try {
      socket = this.#options.platform.openSocket(url, [PROTOCOL, `${TICKET_PROTOCOL_PREFIX}${ticket}`])
    } catch {
      this.#finish({ kind: 'closed', code: LOST, reason: '' })
      return
    }
    this.#socket = socket
    socket.onopen = () => {
      this.#isOpen = true
      socket.send(JSON.stringify([this.#options.hello()]))
    }
    socket.onmessage = ({ data }) => this.#receive(data)
    socket.onclose = ({ code, reason }) => this.#finish({ kind: 'closed', code, reason })
    socket.onerror = () => {}
  }

  #receive(data: unknown): void {
    this.#expectHeartbeat()
    if (data === HEARTBEAT_RESPONSE) return
    const events = parseServerFrame(data)
    if (events) this.#options.onEvents(events)
  }

  #expectAnswer(): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#options.platform.schedule(this.#options.silenceMs, () => {
      this.end(3000)
      this.#options.onEnd({ kind: 'closed', code: LOST, reason: '' })
    })
  }

  #expectHeartbeat(): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#options.platform.schedule(this.#options.heartbeatMs, () => this.probe())
  }

  #finish(end: SessionEnd): void {
    if (this.#isOver) return
    this.end()
    this.#options.onEnd(end)
  }
}
