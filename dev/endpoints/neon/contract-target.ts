import { neonConfig } from '@neondatabase/serverless'
import { WebSocket } from 'ws'
import { type ControlledVendor, connectControl } from '../../stand/connect-control.ts'
import type { StandEnv } from '../../stand/start-stand.ts'

export type NeonTarget = {
  url: string
  /** Undefined against the real vendor: nothing there can be stopped. */
  faults: ControlledVendor | undefined
}

/** Points Neon's driver at the stand, or at Neon where CONTRACT_DATABASE_URL names a database there. */
export function pointDriverAtNeon(stand: { env: StandEnv; dataDir: string }): NeonTarget {
  neonConfig.webSocketConstructor = WebSocket
  const remote = process.env.CONTRACT_DATABASE_URL
  if (remote) return { url: remote, faults: undefined }
  const { DATABASE_URL, NEON_FETCH_ENDPOINT } = stand.env
  neonConfig.fetchEndpoint = NEON_FETCH_ENDPOINT
  neonConfig.wsProxy = `${new URL(NEON_FETCH_ENDPOINT).host}/v2`
  neonConfig.useSecureWebSocket = false
  return { url: DATABASE_URL, faults: connectControl(stand.dataDir).postgres }
}
