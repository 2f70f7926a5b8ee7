import { z } from 'zod'
import { readEnvironment } from './local-environment.ts'
import { LOCAL_DATA_DIR } from './local-variables.ts'

const stores = z.object({
  DATABASE_URL: z.string().min(1),
  NEON_FETCH_ENDPOINT: z.url().optional(),
  UPSTASH_REDIS_REST_URL: z.url(),
  UPSTASH_REDIS_REST_TOKEN: z.string().min(1),
})
export type Stores = z.infer<typeof stores>

/** What an operator's command was called with is not enough. */
export class UsageError extends Error {}

/** The databases named in the environment, else those of the local platform. @throws UsageError */
export function readStores(): Stores {
  const source = process.env.DATABASE_URL === undefined ? readLocalEnvironment() : process.env
  const parsed = stores.safeParse(source)
  if (parsed.success) return parsed.data
  throw new UsageError(`${String(parsed.error.issues[0]?.path[0])} is missing or malformed.`)
}

function readLocalEnvironment(): Record<string, string> {
  try {
    return readEnvironment(LOCAL_DATA_DIR)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'There is no local platform.')
  }
}
