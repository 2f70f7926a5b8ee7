/** The versions of the master key and their 32 bytes, from `1:<base64>,2:<base64>`. @throws when a version repeats. */
export function parseMasterKeys(masterKeys: string): Map<number, Uint8Array<ArrayBuffer>> {
  const keys = new Map<number, Uint8Array<ArrayBuffer>>()
  for (const entry of masterKeys.split(',')) {
    const colon = entry.indexOf(':')
    const version = Number(entry.slice(0, colon))
    const raw = Uint8Array.from(atob(entry.slice(colon + 1)), (character) => character.charCodeAt(0))
    if (!Number.isSafeInteger(version) || version < 1 || raw.byteLength !== 32 || keys.has(version)) {
      throw new Error('MASTER_KEYS is malformed: see .dev.vars.example for its form')
    }
    keys.set(version, raw)
  }
  return keys
}
