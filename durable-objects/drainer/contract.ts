/** One drainer per outbox shard, named `drainerName(shard)`. */
export interface DrainerRpc {
  /** There is, or may be, work: drain soon. Cheap to call often. */
  wake(): Promise<void>
}

export const drainerName = (shard: number): string => `shard-${shard}`

export function parseDrainerName(name: string): number | null {
  const match = /^shard-(\d{1,3})$/.exec(name)
  return match ? Number(match[1]) : null
}
