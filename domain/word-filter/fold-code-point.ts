/** What one code point becomes before matching: `units` to compare, none if it is to be overlooked. */
export type Folded = { units: string; isWord: boolean; isLetter: boolean; isSpace: boolean }

const DIACRITICS = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/gu
const SPACE = /^\p{White_Space}/u
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/u
const WORD = /^[\p{L}\p{N}\p{M}]/u
const LETTER = /^[\p{L}\p{M}]/u

/** Letters that Unicode gives no decomposition. */
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ħ: 'h',
  ŧ: 't',
  æ: 'ae',
  œ: 'oe',
}

const strip = (value: string) => value.normalize('NFKD').replace(DIACRITICS, '')

function computeFolded(character: string): Folded {
  if (SPACE.test(character)) return { units: ' ', isWord: false, isLetter: false, isSpace: true }
  if (INVISIBLE.test(character)) return { units: '', isWord: false, isLetter: false, isSpace: false }
  const lower = strip(strip(character).toUpperCase().toLowerCase())
  const units = UNDECOMPOSED[lower] ?? lower
  return { units, isWord: WORD.test(units), isLetter: LETTER.test(units), isSpace: false }
}

const MAX_REMEMBERED = 16_384
const remembered = new Map<number, Folded>()

/** Compatibility forms, case, diacritics and invisible characters folded away (UAX #15 NFKD, full case mapping). */
export function foldCodePoint(codePoint: number): Folded {
  const known = remembered.get(codePoint)
  if (known) return known
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  const folded = computeFolded(String.fromCodePoint(codePoint))
  remembered.set(codePoint, folded)
  return folded
}
