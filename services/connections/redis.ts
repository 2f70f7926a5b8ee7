import { Redis } from '@upstash/redis/cloudflare'
import type { Environment } from '#services/environment/parse-environment.ts'

const TIMEOUT_MS = 400

/**
 * The cache over Upstash's HTTP protocol. A call ends within 400 ms and is not retried: everything kept here has another
 * home. Calls are not pipelined by themselves, since one pipeline would span requests that the runtime keeps apart.
 */
export function connectRedis(
  environment: Pick<Environment, 'UPSTASH_REDIS_REST_URL' | 'UPSTASH_REDIS_REST_TOKEN'>,
): Redis {
  return new Redis({
    url: environment.UPSTASH_REDIS_REST_URL,
    token: environment.UPSTASH_REDIS_REST_TOKEN,
    retry: false,
    signal: () => AbortSignal.timeout(TIMEOUT_MS),
    enableAutoPipelining: false,
    automaticDeserialization: false,
    enableTelemetry: false,
  })
}

export type { Redis }
