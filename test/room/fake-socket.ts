import type { HeldSocket } from '#durable-objects/sockets/session.ts'
import type { ServerEvent } from '#schema/wire/server/frame.ts'
import { serverFrame } from '#schema/wire/server/frame.ts'

/** A socket that keeps what the room did to it. Every frame must be of the protocol. */
export class FakeSocket implements HeldSocket {
  readonly frames: ServerEvent[][] = []
  attachment: unknown = null
  heartbeatAt: number | null = null
  closed: { code: number; reason: string } | null = null

  send(text: string): void {
    if (this.closed) throw new Error('the socket is closed')
    this.frames.push(serverFrame.parse(JSON.parse(text)))
  }

  close(code: number, reason: string): void {
    this.closed ??= { code, reason }
  }

  serializeAttachment(attachment: unknown): void {
    const json = JSON.stringify(attachment)
    if (json.length > 2048) throw new Error('the attachment is too large')
    this.attachment = JSON.parse(json)
  }

  get events(): ServerEvent[] {
    return this.frames.flat()
  }

  of<T extends ServerEvent['type']>(type: T): Extract<ServerEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<ServerEvent, { type: T }> => event.type === type)
  }
}
