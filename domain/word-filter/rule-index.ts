import { Automaton } from './automaton.ts'
import { parsePattern, type Side } from './parse-pattern.ts'
import type { Rule } from './rule.ts'

/** One literal piece of patterns that begin alike; `rules` are those whose last piece it is. */
export type Step = {
  parent: number
  start: Side
  hasNext: boolean
  rules: { end: Side; rule: Rule }[]
}

/** All rules, ready to be matched: their pieces in one automaton, their order in a tree of steps. */
export type RuleIndex = {
  automaton: Automaton
  steps: readonly Step[]
  /** For each keyword of the automaton its length in units and the steps it stands for. */
  lengths: readonly number[]
  stepsOf: readonly (readonly number[])[]
}

export function createRuleIndex(rules: readonly Rule[]): RuleIndex | null {
  const keywords = new Map<string, number>()
  const known = new Map<string, number>()
  const steps: Step[] = []
  const stepsOf: number[][] = []

  const takeStep = (parent: number, start: Side, piece: string): number => {
    const keyword = keywords.get(piece) ?? keywords.size
    keywords.set(piece, keyword)
    const key = `${parent} ${start} ${keyword}`
    const index = known.get(key) ?? steps.length
    if (index === steps.length) {
      known.set(key, index)
      steps.push({ parent, start, hasNext: false, rules: [] })
      stepsOf[keyword] ??= []
      stepsOf[keyword]?.push(index)
      const before = steps[parent]
      if (before) before.hasNext = true
    }
    return index
  }

  for (const rule of rules) {
    const pattern = parsePattern(rule.pattern)
    if (!pattern) continue
    let step = -1
    for (const piece of pattern.pieces) step = takeStep(step, pattern.start, piece)
    steps[step]?.rules.push({ end: pattern.end, rule })
  }
  if (steps.length === 0) return null
  const pieces = [...keywords.keys()]
  return { automaton: new Automaton(pieces), steps, lengths: pieces.map((piece) => piece.length), stepsOf }
}
