type Split<T> = { maxRows: number; maxBytes: number; sizeOf: (item: T) => number }

/** Splits `items`, in order, into parts within both bounds. An item larger than `maxBytes` gets a part of its own. */
export function splitBySize<T>(items: readonly T[], { maxRows, maxBytes, sizeOf }: Split<T>): T[][] {
  const parts: T[][] = []
  let part: T[] = []
  let bytes = 0
  for (const item of items) {
    const size = sizeOf(item)
    if (part.length > 0 && (part.length >= maxRows || bytes + size > maxBytes)) {
      parts.push(part)
      part = []
      bytes = 0
    }
    part.push(item)
    bytes += size
  }
  if (part.length > 0) parts.push(part)
  return parts
}
