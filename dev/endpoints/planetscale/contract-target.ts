import { type ControlledVendor, connectControl } from '../../stand/connect-control.ts'
import type { StandEnv } from '../../stand/start-stand.ts'

export type PlanetscaleTarget = {
  url: string
  /** Undefined against the real vendor: nothing there can be stopped. */
  faults: ControlledVendor | undefined
}

/** The stand, or PlanetScale where CONTRACT_OUTBOX_URL names a database there. */
export function findPlanetscaleTarget(stand: { env: StandEnv; dataDir: string }): PlanetscaleTarget {
  const remote = process.env.CONTRACT_OUTBOX_URL
  if (remote) return { url: remote, faults: undefined }
  return { url: stand.env.OUTBOX_URL, faults: connectControl(stand.dataDir).mysql }
}
