/** Every text of a benchmark starts with it, and nothing else on the wire contains it: a delivery is one occurrence. */
export const TEXT_MARK = 'bench|'

const MARK = Buffer.from(TEXT_MARK)
const NOTHING = Buffer.alloc(0)
/** A mark with sender and time fits in. */
const MARK_BYTES = 48

/** Counts marks in a stream of bytes, also those that lie over two chunks. */
export class MarkCounter {
  #tail: Buffer = NOTHING

  count(chunk: Buffer): number {
    const bytes = this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk])
    let count = 0
    let end = 0
    for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, end)) {
      count += 1
      end = at + MARK.length
    }
    this.#tail = Buffer.from(bytes.subarray(Math.max(end, bytes.length - MARK.length + 1)))
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
