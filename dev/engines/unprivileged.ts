import { chownSync, lchownSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const NOBODY = 65_534

/** True where this process is root, as which PostgreSQL refuses to run. */
export const mustDropRoot = () => process.getuid?.() === 0

/**
 * What `setpriv` needs to run a program as the unprivileged user. It may pass and read folders that only root may,
 * since checkouts and data folders often lie in root's home, but it may write only what it owns.
 */
export function unprivilegedFlags(): string[] {
  if (!mustDropRoot()) return []
  const identity = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
  return [...identity, '--inh-caps=-all,+dac_read_search', '--ambient-caps=+dac_read_search']
}

/** Gives a folder and all in it to the unprivileged user. */
export function giveToUnprivileged(folder: string): void {
  if (!mustDropRoot()) return
  chownSync(folder, NOBODY, NOBODY)
  for (const entry of readdirSync(folder, { recursive: true })) {
    lchownSync(join(folder, String(entry)), NOBODY, NOBODY)
  }
}
