import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWordFilter } from './create-word-filter.ts'
import type { Rule } from './rule.ts'

const graphemes = (text: string) =>
  [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)].map((part) => part.segment)

const anyText = fc.string({ unit: 'grapheme', maxLength: 60 })
const anyCodePoints = fc.string({ unit: 'binary', maxLength: 60 })
const narrow = fc.string({
  unit: fc.constantFrom(
    'a',
    'b',
    'c',
    ' ',
    '*',
    '4',
    '@',
    'á',
    '\u0301',
    '\u200b',
    '-',
    '1',
    'ß',
    '가',
    '👍🏽',
  ),
  maxLength: 14,
})
const pattern = fc.oneof(narrow, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }))
const rules = fc.array(
  fc.record<Rule>({
    id: fc.uuid(),
    pattern,
    action: fc.constantFrom<Rule['action']>('mask', 'mask', 'block', 'allow'),
  }),
  { maxLength: 12 },
)
const text = fc.oneof(
  narrow,
  anyText,
  anyCodePoints,
  fc.array(narrow, { maxLength: 8 }).map((w) => w.join(' ')),
)
const runs = { numRuns: 2000 }

describe('for any rules and any text', () => {
  it('a mask keeps the length in graphemes and changes nothing but to *', () => {
    fc.assert(
      fc.property(rules, text, (set, input) => {
        const verdict = createWordFilter(set).check(input)
        if (verdict.verdict !== 'mask') {
          expect(verdict.text).toBe(input)
          return
        }
        const before = graphemes(input)
        const after = graphemes(verdict.text)
        expect(after.length).toBe(before.length)
        expect(after.filter((part, i) => part !== before[i] && part !== '*')).toEqual([])
      }),
      runs,
    )
  })

  it('every rule that is named exists and is no allow rule; a pass names none', () => {
    fc.assert(
      fc.property(rules, text, (set, input) => {
        const { verdict, ruleIds } = createWordFilter(set).check(input)
        expect(ruleIds.length > 0).toBe(verdict !== 'pass')
        for (const id of ruleIds) expect(set.find((rule) => rule.id === id)?.action).not.toBe('allow')
        const blocks = set.some((rule) => rule.action === 'block' && ruleIds.includes(rule.id))
        expect(verdict === 'block').toBe(blocks)
      }),
      runs,
    )
  })

  it('a text that is allowed as a whole never hits', () => {
    const whole = fc.array(fc.stringMatching(/^[a-c4@]{1,4}$/), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(rules, whole, (set, words) => {
        const input = words.join(' ')
        const allow: Rule = { id: 'allow', pattern: input, action: 'allow' }
        expect(createWordFilter([...set, allow]).check(input).verdict).toBe('pass')
      }),
      runs,
    )
  })

  it('a check leaves no trace on the next one', () => {
    fc.assert(
      fc.property(rules, text, text, (set, first, second) => {
        const used = createWordFilter(set)
        used.check(first)
        expect(used.check(second)).toEqual(createWordFilter(set).check(second))
      }),
      runs,
    )
  })
})

describe('on plain letters', () => {
  const word = fc.stringMatching(/^[abc]{1,4}$/)
  const glob = fc.stringMatching(/^[abc*]{1,5}$/).filter((source) => /[abc]/.test(source))

  it('patterns hit exactly the words that the same regular expressions hit', () => {
    const globs = fc.array(glob, { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(globs, fc.array(word, { minLength: 1, maxLength: 5 }), (sources, words) => {
        const references = sources.map((source) => new RegExp(`^${source.replaceAll('*', '[abc]*')}$`))
        const filter = createWordFilter(
          sources.map((source, i) => ({ id: `r${i}`, pattern: source, action: 'mask' })),
        )
        const isHit = (w: string) => references.some((reference) => reference.test(w))
        const expected = words.map((w) => (isHit(w) ? '*'.repeat(w.length) : w)).join(' ')
        expect(filter.check(words.join(' ')).text).toBe(expected)
      }),
      { numRuns: 5000 },
    )
  })
})
