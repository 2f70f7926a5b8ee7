/** One drainer per outbox shard, named `drainerName(shard)`. */
export interface DrainerRpc {
  /** There is, or may be, work: drain soon. Cheap to call often. */
  wake(): Promise<void>
}

export const drainerName = (shard: number): string => `shard-${shard}`
