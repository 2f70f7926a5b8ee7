import { DurableObject } from 'cloudflare:workers'

/** The peer: what an object does that only broadcasts. No parsing, no roles, no filter, no storage. */
export class BareObject extends DurableObject {
  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server)
    return new Response(null, { status: 101, webSocket: client })
  }

  override webSocketMessage(_socket: WebSocket, message: string | ArrayBuffer): void {
    for (const socket of this.ctx.getWebSockets()) socket.send(message)
  }
}
