import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { tempOutbox } from '#schema/mysql/index.ts'
import type { OutboxStatistics } from '#schema/wire/http/outbox.ts'
import type { Outbox } from '#services/connections/outbox.ts'
import { parseDateTime, toDateTime } from './date-time.ts'

const MINUTE_MS = 60_000

const row = z.object({
  queued: z.coerce.number(),
  inFlight: z.coerce.number(),
  dead: z.coerce.number(),
  delivered: z.coerce.number(),
  oldestQueued: z.string().nullable(),
  oldestLeased: z.string().nullable(),
})

/** How the outbox stands at `now`; `oldestAgeMs` is the age of the oldest event that is not delivered, dead ones aside. */
export async function readStatistics(outbox: Outbox, { now }: { now: Date }): Promise<OutboxStatistics> {
  const count = (status: string) => sql`(select count(*) from ${tempOutbox} where status = ${status})`
  // Not delivered, so the index on (status, delivered_at) ends in the row's id and gives the oldest without a sort.
  const oldest = (status: string) =>
    sql`(select created_at from ${tempOutbox} where status = ${status} and delivered_at is null order by id limit 1)`
  const since = toDateTime(new Date(now.getTime() - MINUTE_MS))
  const result = await outbox.execute(sql`
    select ${count('queued')} as queued, ${count('leased')} as inFlight, ${count('dead')} as dead,
      (select count(*) from ${tempOutbox} where status = 'delivered' and delivered_at > ${since}) as delivered,
      ${oldest('queued')} as oldestQueued, ${oldest('leased')} as oldestLeased`)
  const { queued, inFlight, dead, delivered, oldestQueued, oldestLeased } = row.parse(result.rows[0])
  const ages = [oldestQueued, oldestLeased].flatMap((at) => (at ? [now.getTime() - parseDateTime(at)] : []))
  return {
    queued,
    inFlight,
    dead,
    deliveredPerMinute: delivered,
    oldestAgeMs: ages.length === 0 ? null : Math.max(0, ...ages),
  }
}
