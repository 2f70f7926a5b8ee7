import type { ConnectOptions } from '../connection/connect-options.ts'
import { RoomConnection } from '../connection/room-connection.ts'
import { FakeNetwork } from './fake-network.ts'
import { FakePlatform, flush } from './fake-platform.ts'
import { ROOM_ID } from './fake-room.ts'

/** A connection, its platform, network and room, with nothing real among them. */
export function createFakeWorld(options: ConnectOptions = {}) {
  const network = new FakeNetwork()
  const platform = new FakePlatform(network)
  let tickets = 0
  const world = {
    network,
    platform,
    room: network.room,
    get tickets() {
      return tickets
    },
    ticketFailure: null as Error | null,
    connect: (more: ConnectOptions = {}) =>
      new RoomConnection(ROOM_ID, { ...options, ...more }, { platform, fetchTicket: world.fetchTicket }),
    fetchTicket: async () => {
      tickets += 1
      if (world.ticketFailure) throw world.ticketFailure
      return { ticket: `t${tickets}`, url: 'ws://room.test/socket', expiresAt: platform.now() + 30_000 }
    },
    /** Delivers everything in both directions until nothing is under way. */
    async settle(): Promise<void> {
      for (let isBusy = true; isBusy; ) {
        await flush()
        isBusy = false
        for (const socket of network.sockets) {
          network.accept(socket)
          while (network.deliverToRoom(socket) || network.deliverToClient(socket)) isBusy = true
        }
      }
    },
    /** Lets time pass in steps, delivering everything at each. */
    async live(ms: number, stepMs = 500): Promise<void> {
      for (let passed = 0; passed < ms; passed += stepMs) {
        await platform.advance(stepMs)
        await world.settle()
      }
    },
  }
  return world
}
