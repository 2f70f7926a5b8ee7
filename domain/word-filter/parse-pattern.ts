import { FoldedText } from './folded-text.ts'

/**
 * A pattern cut at its `*`: the literal pieces in order. A closed side needs a word boundary, an open one takes the
 * rest of the word, a loose one matches anywhere.
 */
export type Pattern = { pieces: string[]; start: Side; end: Side }
export type Side = 'closed' | 'open' | 'loose'

/** Scripts written without spaces between words: there a boundary says nothing. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const WORD = /[\p{L}\p{N}\p{M}]/u

const folded = new FoldedText()

function foldPiece(piece: string): string {
  folded.read(piece)
  return String.fromCharCode(...folded.units.subarray(0, folded.length))
}

const computeSide = (isOpen: boolean, edge: string): Side => {
  if (isOpen) return 'open'
  return WORD.test(edge) && !UNSPACED.test(edge) ? 'closed' : 'loose'
}

/** The pattern in the form that is matched, or null when nothing of it is left to compare. */
export function parsePattern(source: string): Pattern | null {
  const trimmed = source.trim()
  const pieces = trimmed
    .split('*')
    .map(foldPiece)
    .filter((piece) => piece !== '')
  const first = pieces[0]
  const last = pieces.at(-1)
  if (first === undefined || last === undefined) return null
  return {
    pieces,
    start: computeSide(trimmed.startsWith('*'), first[0] ?? ''),
    end: computeSide(trimmed.endsWith('*'), last.at(-1) ?? ''),
  }
}
