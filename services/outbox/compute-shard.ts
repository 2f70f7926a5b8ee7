const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/**
 * The outbox shard of a room, 0 ≤ shard < `shards`: FNV-1a (32 bit) of the room id in lower case. The same room always
 * falls to the same shard, so that one drainer keeps its order.
 */
export function computeShard(roomId: string, shards: number): number {
  let hash = FNV_OFFSET
  for (const byte of new TextEncoder().encode(roomId.toLowerCase())) {
    hash = Math.imul(hash ^ byte, FNV_PRIME)
  }
  return (hash >>> 0) % shards
}
