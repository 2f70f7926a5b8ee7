import { randomUUID } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { TicketClaims } from '#durable-objects/room/contract.ts'
import { encodeHeader } from '#durable-objects/sockets/header.ts'
import type { Position } from '#schema/wire/ids.ts'
import { PROTOCOL, PROTOCOL_REVISION } from '#schema/wire/protocol-version.ts'
import { LightSocket } from './light-socket.ts'
import type { Peer } from './peer.ts'

const HOUR_MS = 3_600_000

const encodeMessage = (text: string) => JSON.stringify({ type: 'message', id: uuidv7(), text })

/** An object that only broadcasts. */
export function createBarePeer(origin: string): Peer {
  const url = `${origin}/bare-object/${randomUUID()}`
  return { server: 'bare-object', open: () => LightSocket.open(url), encode: encodeMessage }
}

/** A hibernating `Server` of partyserver that broadcasts. */
export function createPartyPeer(origin: string): Peer {
  const url = `${origin}/parties/party/${randomUUID()}`
  return { server: 'partyserver', open: () => LightSocket.open(url), encode: encodeMessage }
}

/** A broadcast over the package ws, in a process of its own. */
export const createWsPeer = (origin: string): Peer => ({
  server: 'ws',
  open: () => LightSocket.open(origin),
  encode: encodeMessage,
})

/** socket.io over WebSocket alone; its packets are written and read as they stand on the wire. */
export const createSocketIoPeer = (origin: string): Peer => ({
  server: 'socket.io',
  open: async () => {
    const socket = await LightSocket.open(`${origin}/socket.io/?EIO=4&transport=websocket`)
    await socket.whenSeen('"sid"')
    const connected = socket.whenSeen('40{"sid"')
    socket.send('40')
    await connected
    return socket
  },
  encode: (text) => `42${JSON.stringify(['message', { id: uuidv7(), text }])}`,
})

/** The room, with everything on. `userIds` are its members. */
export function createRoomPeer(origin: string, roomId: string, userIds: readonly string[]): Peer {
  return {
    server: 'room',
    open: (index) => openRoomSocket(origin, { roomId, userId: userIds[index] ?? '' }),
    encode: (text) => JSON.stringify([{ type: 'send', id: uuidv7(), text }]),
  }
}

/** A socket that was welcomed as a client of today. */
export async function openRoomSocket(
  origin: string,
  { roomId, userId, position = null }: { roomId: string; userId: string; position?: Position | null },
): Promise<LightSocket> {
  const url = `${origin}/room/${roomId}?admission=${encodeHeader(buildClaims(roomId, userId))}`
  const socket = await LightSocket.open(url, [PROTOCOL])
  const welcomed = socket.whenSeen('"welcome"')
  socket.send(JSON.stringify([{ type: 'hello', position, revision: PROTOCOL_REVISION }]))
  await welcomed
  return socket
}

/** What the gateway would hand over for a good ticket. */
export function buildClaims(roomId: string, userId: string): TicketClaims {
  const now = Date.now()
  return {
    ticketId: uuidv7(),
    roomId,
    userId,
    name: `member ${userId.slice(-4)}`,
    role: 'member',
    roleVersion: 1,
    sessionId: randomUUID(),
    expiresAt: now + HOUR_MS,
    sessionExpiresAt: now + HOUR_MS,
  }
}
