import { setTimeout as delay } from 'node:timers/promises'
import type { ControlClient } from '#dev/stand/connect-control.ts'

export type Fault = { fault: string; startedSeconds: number; endedSeconds: number }

const STORE_DOWN_MS = 20_000
const KILLED_MS = 1_000
const BETWEEN_MS = 5_000
const KILLS = 2

/** How long the faults take at least: the talk is spread over it. */
export const FAULTS_MS = 3 * (STORE_DOWN_MS + BETWEEN_MS) + KILLS * (KILLED_MS + BETWEEN_MS)

/** Each store is down for 20 s in turn; then workerd is killed twice. Resolves when the last fault is mended. */
export async function causeFaults(control: ControlClient, report: (line: string) => void): Promise<Fault[]> {
  const beganAt = performance.now()
  const seconds = () => Math.round(performance.now() - beganAt) / 1000
  const faults: Fault[] = []
  const cause = async (
    fault: string,
    downMs: number,
    stop: () => Promise<void>,
    start: () => Promise<void>,
  ) => {
    await delay(BETWEEN_MS)
    const startedSeconds = seconds()
    report(`${fault}: down.`)
    try {
      await stop()
      await delay(downMs)
    } finally {
      await start()
    }
    report(`${fault}: up again.`)
    faults.push({ fault, startedSeconds, endedSeconds: seconds() })
  }
  for (const name of ['postgres', 'mysql', 'redis'] as const) {
    await cause(
      name,
      STORE_DOWN_MS,
      () => control[name].stop(),
      () => control[name].start(),
    )
  }
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await cause(
      `workerd (${kill})`,
      KILLED_MS,
      () => control.call('platform', 'kill'),
      () => control.call('platform', 'start'),
    )
  }
  return faults
}
