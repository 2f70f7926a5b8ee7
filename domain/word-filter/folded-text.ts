import { type Folded, foldCodePoint } from './fold-code-point.ts'

const ASCII: readonly Folded[] = Array.from({ length: 128 }, (_, code) => foldCodePoint(code))

const KIND = { WORD: 1, LETTER: 2 } as const

/**
 * A text as the filter compares it, each unit with the place in the original it came from. Reused from text to text:
 * it holds the last one it read.
 */
export class FoldedText {
  length = 0
  units = new Uint16Array(256)
  /** Start and end, in the original, of the code point that a unit came from. */
  starts = new Int32Array(256)
  ends = new Int32Array(256)
  #kinds = new Uint8Array(256)

  read(text: string): void {
    this.length = 0
    let endsInSpace = false
    for (let at = 0; at < text.length; ) {
      const unit = text.charCodeAt(at)
      const codePoint = unit < 128 ? unit : (text.codePointAt(at) ?? unit)
      const folded = unit < 128 ? (ASCII[unit] ?? foldCodePoint(unit)) : foldCodePoint(codePoint)
      const end = at + (codePoint > 0xffff ? 2 : 1)
      if (!(folded.isSpace && endsInSpace)) this.#append(folded, at, end)
      if (folded.units !== '') endsInSpace = folded.isSpace
      at = end
    }
  }

  #append(folded: Folded, start: number, end: number): void {
    const { units } = folded
    if (this.length + units.length > this.units.length) this.#grow(this.length + units.length)
    const kind = (folded.isWord ? KIND.WORD : 0) | (folded.isLetter ? KIND.LETTER : 0)
    for (let i = 0; i < units.length; i++) {
      this.units[this.length] = units.charCodeAt(i)
      this.starts[this.length] = start
      this.ends[this.length] = end
      this.#kinds[this.length] = kind
      this.length++
    }
  }

  #grow(needed: number): void {
    const size = 2 ** Math.ceil(Math.log2(needed))
    const grown = { units: new Uint16Array(size), starts: new Int32Array(size), ends: new Int32Array(size) }
    grown.units.set(this.units)
    grown.starts.set(this.starts)
    grown.ends.set(this.ends)
    const kinds = new Uint8Array(size)
    kinds.set(this.#kinds)
    Object.assign(this, grown)
    this.#kinds = kinds
  }

  isWord(index: number): boolean {
    return ((this.#kinds[index] ?? 0) & KIND.WORD) !== 0
  }

  isLetter(index: number): boolean {
    return ((this.#kinds[index] ?? 0) & KIND.LETTER) !== 0
  }

  /** True where `index` begins a code point of the original, or is the end of the text. */
  isEdge(index: number): boolean {
    return index === 0 || index === this.length || this.starts[index] !== this.starts[index - 1]
  }
}
