import { type ControlledVendor, connectControl } from '../../stand/connect-control.ts'
import type { StandEnv } from '../../stand/start-stand.ts'

export type UpstashTarget = {
  url: string
  token: string
  /** Undefined against the real vendor: nothing there can be stopped. */
  faults: ControlledVendor | undefined
}

/** The stand, or Upstash where CONTRACT_UPSTASH_REDIS_REST_URL and …_TOKEN name a database there. */
export function findUpstashTarget(stand: { env: StandEnv; dataDir: string }): UpstashTarget {
  const url = process.env.CONTRACT_UPSTASH_REDIS_REST_URL
  const token = process.env.CONTRACT_UPSTASH_REDIS_REST_TOKEN
  if (url && token) return { url, token, faults: undefined }
  const { UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN } = stand.env
  return {
    url: UPSTASH_REDIS_REST_URL,
    token: UPSTASH_REDIS_REST_TOKEN,
    faults: connectControl(stand.dataDir).redis,
  }
}
