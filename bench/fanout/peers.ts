import { randomUUID } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import WebSocket from 'ws'
import type { TicketClaims } from '#durable-objects/room/contract.ts'
import { PROTOCOL } from '#schema/wire/protocol-version.ts'
import type { Peer } from './peer.ts'

const HOUR_MS = 3_600_000

const ready = (socket: WebSocket, event: 'open' | 'message') =>
  new Promise<WebSocket>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('close', (code) => reject(new Error(`The server closed a socket with ${code}.`)))
    socket.once(event, () => {
      socket.removeAllListeners('error').removeAllListeners('close')
      socket.on('error', () => undefined)
      resolve(socket)
    })
  })

/** An object that only broadcasts. */
export function createBarePeer(origin: string): Peer {
  const url = `${origin}/bare-object/${randomUUID()}`
  return {
    server: 'bare-object',
    open: () => ready(new WebSocket(url, { perMessageDeflate: false }), 'open'),
    encode: (text) => JSON.stringify({ type: 'message', id: uuidv7(), text }),
  }
}

/** The room, with everything on. `userIds` are its members. */
export function createRoomPeer(origin: string, roomId: string, userIds: readonly string[]): Peer {
  return {
    server: 'room',
    open: async (index) => {
      const url = `${origin}/room/${roomId}?admission=${encodeAdmission(roomId, userIds[index] ?? '')}`
      const socket = await ready(new WebSocket(url, PROTOCOL, { perMessageDeflate: false }), 'open')
      const welcomed = ready(socket, 'message')
      socket.send(JSON.stringify([{ type: 'hello', position: null }]))
      return await welcomed
    },
    encode: (text) => JSON.stringify([{ type: 'send', id: uuidv7(), text }]),
  }
}

function encodeAdmission(roomId: string, userId: string): string {
  const now = Date.now()
  const claims: TicketClaims = {
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
  return Buffer.from(JSON.stringify(claims)).toString('base64url')
}
