import { computeRulesVersion } from './compute-rules-version.ts'
import { dropAllowed } from './drop-allowed.ts'
import { FoldedText } from './folded-text.ts'
import { maskSpans } from './mask-spans.ts'
import type { Rule } from './rule.ts'
import { createRuleIndex } from './rule-index.ts'
import { type Hit, Scanner } from './scanner.ts'

/**
 * What the filter says of a text. `text` is the text to go on with: masked on `mask`, the input on `pass` and on
 * `block`. `ruleIds` are the rules that hit, `version` the rule set that was asked.
 */
export type Verdict = {
  verdict: 'pass' | 'mask' | 'block'
  text: string
  ruleIds: readonly string[]
  version: string
}

export interface WordFilter {
  readonly version: string
  check(text: string): Verdict
}

const NONE: readonly string[] = Object.freeze([])

const collectIds = (hits: readonly Hit[]) => [...new Set(hits.map((hit) => hit.rule.id))]

/**
 * A filter over `rules`. A text is read as people read it: case, compatibility forms, diacritics and invisible
 * characters do not count, digits and signs may stand for letters. Words match at word boundaries. A hit inside the
 * match of an `allow` rule does not count; `block` wins over `mask`. Time is linear in the text and its matches
 * (Aho and Corasick, 1975). Without rules a check costs nothing. `version` defaults to a hash of the rules.
 */
export function createWordFilter(rules: readonly Rule[], version?: string): WordFilter {
  const id = version ?? computeRulesVersion(rules)
  const index = createRuleIndex(rules)
  const pass = (text: string): Verdict => ({ verdict: 'pass', text, ruleIds: NONE, version: id })
  if (!index) return { version: id, check: pass }

  const folded = new FoldedText()
  const scanner = new Scanner(index, folded)
  const check = (text: string): Verdict => {
    folded.read(text)
    const matches = scanner.scan()
    if (matches.length === 0) return pass(text)
    const hits = dropAllowed(matches)
    if (hits.length === 0) return pass(text)
    const ruleIds = collectIds(hits)
    if (hits.some((hit) => hit.rule.action === 'block'))
      return { verdict: 'block', text, ruleIds, version: id }
    return { verdict: 'mask', text: maskSpans(text, hits), ruleIds, version: id }
  }
  return { version: id, check }
}
