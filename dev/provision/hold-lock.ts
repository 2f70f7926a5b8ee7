import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** Longer than a slow line needs for a browser and a database. */
const PROVISIONING_SECONDS = 1_800

export type HeldLock = { release(): Promise<void> }

/**
 * Takes the kernel's lock on a file, so that it is free again however its holder ends: `flock` keeps it while
 * the pipe to this process is open. Undefined when another process holds it for longer than `waitSeconds`.
 */
export async function holdLock(
  file: string,
  { waitSeconds }: { waitSeconds: number },
): Promise<HeldLock | undefined> {
  mkdirSync(dirname(file), { recursive: true })
  const flags = [`--timeout=${waitSeconds}`]
  const holder = spawn('flock', [...flags, file, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ended = once(holder, 'close')
  const held = once(holder.stdout, 'data').then(() => true)
  const isHeld = await Promise.race([held, ended.then(() => false)])
  if (!isHeld) return undefined
  return {
    release: async () => {
      holder.stdin.end()
      await ended
    },
  }
}

/** Runs one process at a time, over all processes of this machine that name the same file. */
export async function withLock<T>(file: string, run: () => Promise<T>): Promise<T> {
  const lock = await holdLock(file, { waitSeconds: PROVISIONING_SECONDS })
  if (!lock) throw new Error(`The lock ${file} cannot be taken: the \`flock\` program is missing or failed.`)
  try {
    return await run()
  } finally {
    await lock.release()
  }
}
