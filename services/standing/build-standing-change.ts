import { uuidv7 } from 'uuidv7'
import type { StandingChange } from '#domain/standing/standing-change.ts'
import { standingChanges } from '#schema/postgres/index.ts'
import type { Postgres } from '#services/connections/postgres.ts'

/** What the person's inbox is to be told; goes into the batch of the change itself. `now` in milliseconds. */
export const buildStandingChange = (
  db: Postgres,
  { userId, change, now }: { userId: string; change: StandingChange; now: number },
) => db.insert(standingChanges).values({ id: uuidv7(), userId, change, createdAt: new Date(now) })
