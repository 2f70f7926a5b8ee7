import type { Peer } from '../load/peer.ts'
import {
  createBarePeer,
  createPartyPeer,
  createRoomPeer,
  createSocketIoPeer,
  createWsPeer,
} from '../load/peers.ts'
import { seedRoom } from '../seed-room.ts'
import { startBenchWorker } from '../start-bench-worker.ts'
import type { BenchStand } from '../with-bench-stand.ts'
import { startNodeServer } from './start-node-server.ts'

export const SERVERS = ['room', 'bare-object', 'partyserver', 'ws', 'socket.io'] as const
export type ServerName = (typeof SERVERS)[number]

type Running = { peer: Peer; stop(): Promise<void> }

/** A server in a process of its own, so that none pays for what another left behind. */
export async function openServer(stand: BenchStand, name: ServerName, sockets: number): Promise<Running> {
  if (name === 'ws' || name === 'socket.io') {
    const server = await startNodeServer(name === 'ws' ? 'ws' : 'socket-io')
    const peer = name === 'ws' ? createWsPeer(server.origin) : createSocketIoPeer(server.origin)
    return { peer, stop: server.stop }
  }
  const worker = await startBenchWorker(stand)
  return { peer: await createPeer(stand, { name, origin: worker.origin, sockets }), stop: worker.stop }
}

async function createPeer(
  { db }: BenchStand,
  {
    name,
    origin,
    sockets,
  }: { name: 'room' | 'bare-object' | 'partyserver'; origin: string; sockets: number },
): Promise<Peer> {
  if (name === 'bare-object') return createBarePeer(origin)
  if (name === 'partyserver') return createPartyPeer(origin)
  const { roomId, userIds } = await seedRoom(db, sockets)
  return createRoomPeer(origin, roomId, userIds)
}
