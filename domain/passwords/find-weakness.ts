import { COMMON_PASSWORDS } from './common-passwords.ts'

export type PasswordWeakness = 'common' | 'personal' | 'repetitive'

const PRODUCT_WORDS = ['sentinel', 'sentinelchat']
/** Shorter words of a person are in many good passwords by chance. */
const MIN_WORD_CHARACTERS = 4
const MIN_DIFFERENT_CHARACTERS = 4

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

/** What is left where what is easy to guess is taken out must still be hard to guess. */
const MIN_REST_CHARACTERS = 6

/**
 * Why a password of the right length is easy to guess, or null (OWASP ASVS 5.0, 6.2.4 and 6.2.11): it is one of the common ones, it
 * is little else than words of the product or of the person, or than one character.
 * @param words the person's name and e-mail address.
 */
export function findWeakness(password: string, words: readonly string[]): PasswordWeakness | null {
  const folded = fold(password)
  if (COMMON_PASSWORDS.has(folded)) return 'common'
  if (new Set(folded).size < MIN_DIFFERENT_CHARACTERS) return 'repetitive'
  const parts = [...PRODUCT_WORDS, ...words.flatMap((word) => fold(word).split(/[^\p{L}\p{N}]+/u))]
    .filter((part) => part.length >= MIN_WORD_CHARACTERS)
    .sort((a, b) => b.length - a.length)
  const rest = parts.reduce((left, part) => left.replaceAll(part, ''), folded)
  return rest.length < folded.length && rest.length < MIN_REST_CHARACTERS ? 'personal' : null
}
