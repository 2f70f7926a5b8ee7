import { neon, neonConfig } from '@neondatabase/serverless'
import { drizzle } from 'drizzle-orm/neon-http'
import * as schema from '#schema/postgres/index.ts'
import type { Environment } from '#services/environment/parse-environment.ts'
import { fetchWithin } from './fetch-within.ts'

const TIMEOUT_MS = 15_000

/** The system of record over Neon's HTTP protocol: stateless, so a client costs nothing and needs no closing. */
export function connectPostgres(
  environment: Pick<Environment, 'DATABASE_URL' | 'NEON_FETCH_ENDPOINT'>,
): Postgres {
  neonConfig.fetchFunction = fetchWithin(TIMEOUT_MS)
  if (environment.NEON_FETCH_ENDPOINT) neonConfig.fetchEndpoint = environment.NEON_FETCH_ENDPOINT
  return drizzle(neon(environment.DATABASE_URL), { schema })
}

export type Postgres = ReturnType<typeof drizzle<typeof schema>>
