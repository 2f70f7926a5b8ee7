import { chownSync, lchownSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const NOBODY = 65_534
const OTHERS_MAY_PASS = 0o001

/** True where this process is root, as which PostgreSQL refuses to run. */
export const mustDropRoot = () => process.getuid?.() === 0

/**
 * What `setpriv` needs to run a program as the unprivileged user. Checkouts and data folders often lie where only
 * root may pass, such as in its home: if one of `paths` does, the program may pass and read there, but it may
 * write only what it owns.
 */
export function unprivilegedFlags(paths: string[]): string[] {
  if (!mustDropRoot()) return []
  const identity = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
  const capability = paths.every(isPassable) ? undefined : findPassingCapability()
  if (!capability) return [...identity, '--inh-caps=-all']
  return [...identity, `--inh-caps=-all,+${capability}`, `--ambient-caps=+${capability}`]
}

/** Gives a folder and all in it to the unprivileged user. */
export function giveToUnprivileged(folder: string): void {
  if (!mustDropRoot()) return
  chownSync(folder, NOBODY, NOBODY)
  for (const entry of readdirSync(folder, { recursive: true })) {
    lchownSync(join(folder, String(entry)), NOBODY, NOBODY)
  }
}

function isPassable(path: string): boolean {
  const parent = dirname(resolve(path))
  const mayPass = (statSync(parent).mode & OTHERS_MAY_PASS) !== 0
  return mayPass && (parent === dirname(parent) || isPassable(parent))
}

/** Capabilities that let a process pass any folder, the weaker one first: containers often lack it. */
const PASSING_CAPABILITIES = [
  { name: 'dac_read_search', bit: 2n },
  { name: 'dac_override', bit: 1n },
]

function findPassingCapability(): string | undefined {
  const permitted = /^CapPrm:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  const held = BigInt(`0x${permitted ?? '0'}`)
  return PASSING_CAPABILITIES.find(({ bit }) => (held >> bit) & 1n)?.name
}
