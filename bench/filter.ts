import { DataSet, englishRecommendedTransformers, parseRawPattern, RegExpMatcher } from 'obscenity'
import { createWordFilter } from '#domain/word-filter/create-word-filter.ts'
import { createLines, createWords } from './filter/create-lines.ts'
import { computePercentile, pickMedian } from './statistics.ts'
import type { Say } from './with-bench-stand.ts'

export type FilterRow = {
  filter: string
  rules: number
  buildMs: number
  /** For one line. */
  meanMicroseconds: number
  p99Microseconds: number
  /** Lines that hit, of those read: all filters should find the same. */
  hitShare: number
}
export type FilterResult = { rows: FilterRow[]; ratios: Record<string, number> }

type Check = (text: string) => boolean

const LINES = 5_000
const ROUNDS = 3

/** Each gets the same words, to be found as whole words whatever their case. */
const FILTERS: Record<string, (words: readonly string[]) => Check> = {
  ours: (words) => {
    const filter = createWordFilter(
      words.map((pattern, i) => ({ id: String(i), pattern, action: 'block' as const })),
    )
    return (text) => filter.check(text).verdict === 'block'
  },
  obscenity: (words) => {
    const data = new DataSet<{ originalWord: string }>()
    for (const word of words) {
      data.addPhrase((phrase) =>
        phrase.setMetadata({ originalWord: word }).addPattern(parseRawPattern(`|${word}|`)),
      )
    }
    const matcher = new RegExpMatcher({ ...data.build(), ...englishRecommendedTransformers })
    return (text) => matcher.hasMatch(text)
  },
  'one RegExp': (words) => {
    const expression = new RegExp(`\\b(?:${words.join('|')})\\b`, 'iu')
    return (text) => expression.test(text)
  },
}

/** What a check of one line takes, beside a package that is made for it and the plainest thing that works. */
export function runFilter(
  say: Say,
  { sizes = [100, 1_000, 10_000], maxMs = 2_000 }: { sizes?: readonly number[]; maxMs?: number } = {},
): Promise<FilterResult> {
  const rows: FilterRow[] = []
  for (const rules of sizes) {
    const words = createWords(rules, 'x')
    const lines = createLines(LINES, words)
    for (const filter of Object.keys(FILTERS)) {
      const rounds = Array.from({ length: ROUNDS }, () => measure({ filter, words, lines, maxMs }))
      const row = pickMedian(rounds, ({ meanMicroseconds }) => meanMicroseconds)
      say(`${filter}, ${rules} rules: ${row.meanMicroseconds} µs a line, built in ${row.buildMs} ms`)
      rows.push(row)
    }
  }
  return Promise.resolve({ rows, ratios: computeRatios(rows) })
}

function measure({
  filter,
  words,
  lines,
  maxMs,
}: {
  filter: string
  words: readonly string[]
  lines: readonly string[]
  maxMs: number
}): FilterRow {
  const buildAt = performance.now()
  const check = FILTERS[filter]?.(words)
  if (!check) throw new Error(`There is no filter ${filter}.`)
  check(lines[0] ?? '')
  const startedAt = performance.now()
  const times: number[] = []
  let hits = 0
  for (const line of lines) {
    const before = performance.now()
    if (check(line)) hits += 1
    times.push((performance.now() - before) * 1000)
    if (performance.now() - startedAt > maxMs) break
  }
  const round = (value: number) => Math.round(value * 100) / 100
  return {
    filter,
    rules: words.length,
    buildMs: round(startedAt - buildAt),
    meanMicroseconds: round(times.reduce((sum, time) => sum + time, 0) / times.length),
    p99Microseconds: round(computePercentile(times, 99)),
    hitShare: round(hits / times.length),
  }
}

/** How many times longer than ours each other takes. */
function computeRatios(rows: readonly FilterRow[]): Record<string, number> {
  const ratios: Record<string, number> = {}
  for (const ours of rows.filter(({ filter }) => filter === 'ours')) {
    for (const other of rows) {
      if (other.filter === 'ours' || other.rules !== ours.rules) continue
      const ratio = other.meanMicroseconds / ours.meanMicroseconds
      ratios[`${other.filter} at ${ours.rules}`] = Math.round(ratio * 10) / 10
    }
  }
  return ratios
}
