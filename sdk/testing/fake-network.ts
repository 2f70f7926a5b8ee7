import type { LogEvent } from '#schema/wire/server/log-events.ts'
import type { Socket } from '../platform.ts'
import { FakeRoom } from './fake-room.ts'

/** Both ends of a socket and what is under way between them. */
export class FakeSocket implements Socket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  onerror: (() => void) | null = null
  readonly url: string
  readonly protocols: string[]
  readonly toRoom: string[] = []
  readonly toClient: string[] = []
  isOpen = false
  isClosed = false
  hasSaidHello = false
  closedWith: number | null = null

  constructor(url: string, protocols: string[]) {
    this.url = url
    this.protocols = protocols
  }

  send(data: string): void {
    if (!this.isOpen) throw new Error('not open')
    if (!this.isClosed) this.toRoom.push(data)
  }

  close(code = 1000): void {
    this.isClosed = true
    this.closedWith = code
  }

  /** The other side, or the way to it, ends the socket: what was on its way to the client is lost. */
  drop(code = 1006, reason = ''): void {
    if (this.isClosed) return
    this.isClosed = true
    this.toClient.length = 0
    this.onclose?.({ code, reason })
  }
}

/** A network in memory: a frame arrives when a test delivers it, and not before. */
export class FakeNetwork {
  readonly room = new FakeRoom()
  readonly sockets: FakeSocket[] = []
  answersHeartbeats = true

  get current(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (!socket) throw new Error('no socket was opened')
    return socket
  }

  open(url: string, protocols: string[]): FakeSocket {
    const socket = new FakeSocket(url, protocols)
    this.sockets.push(socket)
    return socket
  }

  accept(socket: FakeSocket): void {
    if (socket.isOpen || socket.isClosed) return
    socket.isOpen = true
    socket.onopen?.()
  }

  /** Also from a socket that is closed meanwhile: its last frames may arrive late. */
  deliverToRoom(socket: FakeSocket): boolean {
    const frame = socket.toRoom.shift()
    if (frame === undefined) return false
    if (frame === 'ping') {
      if (this.answersHeartbeats) socket.toClient.push('pong')
      return true
    }
    const { answers, events } = this.room.handle(frame)
    if (frame.includes('"hello"')) socket.hasSaidHello = true
    if (answers.length > 0 && !socket.isClosed) socket.toClient.push(JSON.stringify(answers))
    this.broadcast(events)
    return true
  }

  broadcast(events: readonly LogEvent[]): void {
    if (events.length === 0) return
    for (const socket of this.sockets) {
      if (socket.hasSaidHello && !socket.isClosed) socket.toClient.push(JSON.stringify(events))
    }
  }

  deliverToClient(socket: FakeSocket): boolean {
    const frame = socket.toClient.shift()
    if (frame === undefined || socket.isClosed) return false
    socket.onmessage?.({ data: frame })
    return true
  }
}
