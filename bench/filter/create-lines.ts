const SYLLABLES = [
  'ba',
  'den',
  'fo',
  'gri',
  'hul',
  'ka',
  'lem',
  'mor',
  'ni',
  'pos',
  'ru',
  'sta',
  'ti',
  'vel',
  'wo',
  'zan',
]
const LONGEST_LINE = 20
const SHORTEST_LINE = 4

/** `count` different words that look like words; `salt`, at their end, keeps two lists apart that begin alike. */
export function createWords(count: number, salt: string): string[] {
  return Array.from({ length: count }, (_, i) => {
    let rest = i
    let word = ''
    for (let part = 0; part < 4; part += 1) {
      word += SYLLABLES[rest % SYLLABLES.length]
      rest = Math.floor(rest / SYLLABLES.length)
    }
    return word + salt
  })
}

/** Lines as in a chat; one in twenty says a word of `bad`. The same lines each time. */
export function createLines(count: number, bad: readonly string[]): string[] {
  const vocabulary = createWords(2_000, 'q')
  let state = 1
  // A linear congruential generator with the constants of Numerical Recipes.
  const pick = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  return Array.from({ length: count }, (_, line) => {
    const words = Array.from(
      { length: SHORTEST_LINE + pick(LONGEST_LINE - SHORTEST_LINE) },
      () => vocabulary[pick(vocabulary.length)] ?? '',
    )
    if (line % 20 === 0) words[pick(words.length)] = bad[pick(bad.length)] ?? ''
    return `${words.join(' ')}.`
  })
}
