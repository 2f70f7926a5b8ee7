import { Client } from '@planetscale/database'
import { drizzle } from 'drizzle-orm/planetscale-serverless'
import * as schema from '#schema/mysql/index.ts'
import type { Environment } from '#services/environment/parse-environment.ts'
import { fetchWithin } from './fetch-within.ts'

const TIMEOUT_MS = 15_000

/** The outbox over PlanetScale's HTTP protocol. */
export function connectOutbox(environment: Pick<Environment, 'OUTBOX_URL'>): Outbox {
  const client = new Client({ url: environment.OUTBOX_URL, fetch: fetchWithin(TIMEOUT_MS) })
  return drizzle(client, { schema })
}

export type Outbox = ReturnType<typeof drizzle<typeof schema, Client>>
