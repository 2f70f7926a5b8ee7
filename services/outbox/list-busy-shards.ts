import { inArray } from 'drizzle-orm'
import { tempOutbox } from '#schema/mysql/index.ts'
import type { Outbox } from '#services/connections/outbox.ts'

/** The shards that hold rows on their way. */
export async function listBusyShards(outbox: Outbox): Promise<number[]> {
  const rows = await outbox
    .selectDistinct({ shard: tempOutbox.shard })
    .from(tempOutbox)
    .where(inArray(tempOutbox.status, ['queued', 'leased']))
  return rows.map((row) => row.shard)
}
