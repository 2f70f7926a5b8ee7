export type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor>

function encodeHead(major: number, value: number): Uint8Array {
  if (value < 24) return Uint8Array.of((major << 5) | value)
  if (value < 256) return Uint8Array.of((major << 5) | 24, value)
  return Uint8Array.of((major << 5) | 25, value >> 8, value & 255)
}

/** What an authenticator's answers need of CBOR (RFC 8949): integers, texts, bytes and maps, each shorter than 64 KiB. */
export function encodeCbor(value: Cbor): Uint8Array<ArrayBuffer> {
  if (typeof value === 'number')
    return joinBytes(value >= 0 ? encodeHead(0, value) : encodeHead(1, -1 - value))
  if (typeof value === 'string') {
    const text = new TextEncoder().encode(value)
    return joinBytes(encodeHead(3, text.length), text)
  }
  if (value instanceof Uint8Array) return joinBytes(encodeHead(2, value.length), value)
  const entries = [...value].flatMap(([key, held]) => [encodeCbor(key), encodeCbor(held)])
  return joinBytes(encodeHead(5, value.size), ...entries)
}

export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}
