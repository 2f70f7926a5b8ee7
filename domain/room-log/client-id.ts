/** The time within a UUIDv7 (RFC 9562, section 5.7), milliseconds since 1970 by its maker's clock. */
export const computeIdTime = (id: string): number =>
  Number.parseInt(id.slice(0, 8), 16) * 0x10000 + Number.parseInt(id.slice(9, 13), 16)

const HEX_PAIRS = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const

const hexDigit = (code: number): number => (code < 58 ? code - 48 : (code | 32) - 87)

/** Writes the 16 bytes of a UUID to `target` at `offset`. The id has been parsed. */
export function writeIdBytes(id: string, target: Uint8Array, offset: number): void {
  for (let i = 0; i < 16; i++) {
    const at = HEX_PAIRS[i] ?? 0
    target[offset + i] = (hexDigit(id.charCodeAt(at)) << 4) | hexDigit(id.charCodeAt(at + 1))
  }
}

/** The 16 bytes of a UUID. The id has been parsed. */
export function encodeId(id: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16)
  writeIdBytes(id, bytes, 0)
  return bytes
}
