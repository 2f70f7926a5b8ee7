import { Client } from '@planetscale/database'
import { drizzle } from 'drizzle-orm/planetscale-serverless'
import * as schema from '#schema/mysql/index.ts'
import type { Environment } from '#services/environment/parse-environment.ts'

/** The outbox over PlanetScale's HTTP protocol. */
export function connectOutbox(environment: Pick<Environment, 'OUTBOX_URL'>): Outbox {
  return drizzle(new Client({ url: environment.OUTBOX_URL }), { schema })
}

export type Outbox = ReturnType<typeof drizzle<typeof schema>>
