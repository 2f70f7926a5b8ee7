/**
 * Every text of a benchmark starts with it, and nothing else on the wire contains it: a delivery is one occurrence. Its first
 * character is rare too, so that a search seldom stops in vain.
 */
export const TEXT_MARK = '~mark|'

const MARK = Buffer.from(TEXT_MARK)
const NOTHING = Buffer.alloc(0)
/** A mark with sender and time fits in. */
const MARK_BYTES = 48

/** Counts marks in a stream of bytes, also those that lie over two chunks. */
export class MarkCounter {
  #tail: Buffer = NOTHING

  count(chunk: Buffer): number {
    // Only the seam is joined: a copy of every chunk would cost as much as the search.
    const seam = Buffer.concat([this.#tail, chunk.subarray(0, MARK.length - 1)])
    let count = seam.includes(MARK) ? 1 : 0
    for (let at = chunk.indexOf(MARK); at !== -1; at = chunk.indexOf(MARK, at + MARK.length)) count += 1
    const joined = chunk.length < MARK.length ? Buffer.concat([this.#tail, chunk]) : chunk
    this.#tail = Buffer.from(joined.subarray(Math.max(0, joined.length - MARK.length + 1)))
    return count
  }
}

export type Mark = { sender: number; sentAt: number }

/** Reads who sent what when. */
export class MarkReader {
  #tail: Buffer = NOTHING

  read(chunk: Buffer): Mark[] {
    const bytes = this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk])
    const marks: Mark[] = []
    let next = Math.max(0, bytes.length - MARK.length + 1)
    for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, at + MARK.length)) {
      if (at + MARK_BYTES > bytes.length) {
        next = at
        break
      }
      const [sender, sentAt] = bytes.toString('latin1', at + MARK.length, at + MARK_BYTES).split('|', 2)
      marks.push({ sender: Number(sender), sentAt: Number(sentAt) })
      next = Math.max(next, at + MARK.length)
    }
    this.#tail = Buffer.from(bytes.subarray(next))
    return marks
  }
}
