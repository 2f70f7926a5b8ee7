import { readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_INTERVAL_MS = 10
const TIMEOUT_MS = 10_000

/**
 * Kills what still works on an engine's data folder. Every engine makes its data folder its working folder, and
 * PostgreSQL's sessions can outlive their killed server for a moment.
 */
export async function endLeftovers(folder: string): Promise<void> {
  const real = realpathSync(folder)
  const deadline = Date.now() + TIMEOUT_MS
  for (let pids = findProcessesIn(real); pids.length; pids = findProcessesIn(real)) {
    if (Date.now() > deadline)
      throw new Error(`Process ${pids[0]} still works on ${folder} and cannot be ended.`)
    for (const pid of pids) endProcess(pid)
    await delay(POLL_INTERVAL_MS)
  }
}

function findProcessesIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === folder
      } catch {
        return false
      }
    })
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself in between.
  }
}
