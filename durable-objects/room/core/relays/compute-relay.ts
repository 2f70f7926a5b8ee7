import { relayName } from '../../../relay/contract.ts'

/** The first relay of the region with room for one more socket; a new one where all are full. */
export function computeRelay(input: {
  roomId: string
  region: string
  sockets: ReadonlyMap<string, number>
  capacity: number
}): string {
  const { roomId, region, sockets, capacity } = input
  for (let index = 0; ; index += 1) {
    const name = relayName(roomId, region, index)
    if ((sockets.get(name) ?? 0) < capacity) return name
  }
}
