import { describe, expect, it } from 'vitest'
import { createWordFilter } from './create-word-filter.ts'
import type { Rule } from './rule.ts'

const rules = (...rows: [Rule['action'], string][]): Rule[] =>
  rows.map(([action, pattern], i) => ({ id: `r${i}`, pattern, action }))

const check = (text: string, ...rows: [Rule['action'], string][]) =>
  createWordFilter(rules(...rows)).check(text)

describe('verdicts', () => {
  it('a text without a hit passes as it is, with no rule named', () => {
    const verdict = check('a quiet evening', ['mask', 'loud'])
    expect(verdict).toMatchObject({ verdict: 'pass', text: 'a quiet evening', ruleIds: [] })
  })
  it('an empty rule set passes everything', () => {
    expect(createWordFilter([], 'v7').check('x')).toEqual({
      verdict: 'pass',
      text: 'x',
      ruleIds: [],
      version: 'v7',
    })
  })
  it('rules with nothing to compare are no rules', () => {
    expect(check('anything *', ['block', '*'], ['block', ' '], ['mask', '\u200b**']).verdict).toBe('pass')
  })
  it('a mask rule hides the word and names itself', () => {
    expect(check('oh darn it', ['mask', 'darn'])).toMatchObject({
      verdict: 'mask',
      text: 'oh **** it',
      ruleIds: ['r0'],
    })
  })
  it('block wins over mask, and leaves the text to the caller', () => {
    const verdict = check('darn heck', ['mask', 'darn'], ['block', 'heck'])
    expect(verdict).toMatchObject({ verdict: 'block', text: 'darn heck', ruleIds: ['r0', 'r1'] })
  })
  it('each rule is named once however often it hits', () => {
    expect(check('darn darn darn', ['mask', 'darn']).ruleIds).toEqual(['r0'])
  })
  it('carries the version it was given, else one that the rules alone decide', () => {
    const [a, b] = rules(['mask', 'darn'], ['block', 'heck'])
    if (!a || !b) throw new Error('two rules')
    expect(createWordFilter([a, b]).version).toBe(createWordFilter([b, a]).version)
    expect(createWordFilter([a, b]).version).not.toBe(createWordFilter([a]).version)
    expect(createWordFilter([a, b], '12').check('').version).toBe('12')
  })
})

describe('what counts as the word', () => {
  it.each([
    ['in capitals', 'DARN'],
    ['in full width', 'ＤＡＲＮ'],
    ['in mathematical letters', '𝒹𝒶𝓇𝓃'],
    ['in circled letters', 'ⓓⓐⓡⓝ'],
    ['with diacritics', 'dàřñ'],
    ['with combining marks', 'd\u0301a\u0336r\u0334n\u035c'],
    ['with soft hyphens', 'da\u00adrn'],
    ['with zero-width spaces', 'd\u200ba\u200br\u200bn'],
    ['with a bidirectional mark', 'da\u202ern'],
    ['with a variation selector', 'da\ufe0frn'],
    ['with a digit', 'd4rn'],
    ['with a sign', 'd@rn'],
    ['before punctuation', 'darn!!'],
    ['in emphasis', '_darn_'],
    ['in quotes', '“darn”'],
  ])('found %s', (_, text) => {
    expect(check(`so ${text} then`, ['mask', 'darn']).verdict).toBe('mask')
  })
  it.each([
    ['inside a longer word', 'darning'],
    ['at the end of a longer word', 'undarn'],
    ['next to a digit', 'darn2'],
    ['next to a letter with a mark', 'darne\u0301'],
    ['cut by a space', 'da rn'],
  ])('not found %s', (_, text) => {
    expect(check(`so ${text} then`, ['mask', 'darn']).verdict).toBe('pass')
  })
  it('1 and | are read as i and as l', () => {
    expect(check('k1ll p|ll 1ist', ['mask', 'kill'], ['mask', 'pill'], ['mask', 'list']).text).toBe(
      '**** **** ****',
    )
  })
  it('a bare number is never a word', () => {
    expect(check('call 455 or 4-5-5', ['block', 'ass'])).toMatchObject({ verdict: 'pass' })
  })
  it('a pattern of digits matches those digits', () => {
    expect(check('the 1488 bus', ['mask', '1488']).text).toBe('the **** bus')
  })
  it('case folds as in ß and ς', () => {
    expect(check('STRASSE und ΛΌΓΟΣ', ['mask', 'straße'], ['mask', 'λόγος']).text).toBe('******* und *****')
  })
  it('scripts without spaces are matched inside a sentence', () => {
    expect(check('これは禁止語です', ['mask', '禁止語']).text).toBe('これは***です')
  })
  it('a syllable is not matched by its beginning', () => {
    expect(check('각', ['mask', '가']).verdict).toBe('pass')
  })
  it('signs are matched without boundaries', () => {
    expect(check('why:(now', ['mask', ':(']).text).toBe('why**now')
  })
  it('a phrase spans any white space', () => {
    expect(check('go  to\n hell now', ['mask', 'go to hell']).text).toBe('************ now')
  })
})

describe('wildcards', () => {
  it.each<[string, string, string]>([
    ['darn*', 'darnation now', '********* now'],
    ['darn*', 'undarn', 'undarn'],
    ['*darn', 'goshdarn it', '******** it'],
    ['*darn', 'darning', 'darning'],
    ['*darn*', 'goshdarnit!', '**********!'],
    ['d*n', 'dn dan damn dawn d n', '** *** **** **** d n'],
    ['d*r*n', 'dxxrxxn dr n', '******* dr n'],
    ['d*n', 'd@mn', '****'],
    ['go* hell', 'going hell', '**********'],
    ['a*a', 'a aa aba', 'a ** ***'],
    ['* darn', 'gosh darn', '*********'],
  ])('%s on %j', (pattern, text, masked) => {
    expect(check(text, ['mask', pattern]).text).toBe(masked)
  })
})

it('a short word is found at the end of a longer one that is only begun', () => {
  expect(check('xabc', ['mask', '*xabcd*'], ['mask', '*abcx*'], ['mask', '*c*']).ruleIds).toEqual(['r2'])
})

describe('allow-list', () => {
  it('a hit inside an allowed word does not count', () => {
    const row: [Rule['action'], string][] = [
      ['block', '*darn*'],
      ['allow', 'darndale'],
    ]
    expect(check('from Darndale', ...row).verdict).toBe('pass')
    expect(check('from Darndales', ...row).verdict).toBe('block')
    expect(check('from Darndale, darn', ...row).verdict).toBe('block')
  })
  it('a hit that reaches beyond the allowed words counts', () => {
    expect(check('darn dale farm', ['mask', 'dale farm'], ['allow', 'darn dale']).text).toBe('darn *********')
  })
  it('allow rules alone hit nothing and are never named', () => {
    expect(check('darn', ['allow', 'darn'])).toMatchObject({ verdict: 'pass', ruleIds: [] })
    expect(check('darn heck', ['allow', 'darn'], ['mask', 'heck']).ruleIds).toEqual(['r1'])
  })
})

it('a mask covers whole graphemes and only them', () => {
  expect(check('👩‍👩‍👧darn👍🏽', ['mask', 'darn']).text).toBe('👩‍👩‍👧****👍🏽')
  expect(check('d\u0301arn\u0301', ['mask', 'darn']).text).toBe('****')
})

it('ten thousand rules neither slow nor swell a check', () => {
  const many = Array.from({ length: 10_000 }, (_, i): [Rule['action'], string] => [
    'block',
    `w${i.toString(26)}x*`,
  ])
  const filter = createWordFilter(rules(...many, ['mask', 'darn']))
  expect(filter.check('darn').text).toBe('****')
  expect(filter.check('a w5x b').verdict).toBe('block')
})

it('a text of nothing but matches takes time in proportion to its length', () => {
  const filter = createWordFilter(rules(['mask', '*a*'], ['mask', 'a*a*a'], ['mask', '*a*a*b']))
  const started = performance.now()
  expect(filter.check('a'.repeat(4000)).verdict).toBe('mask')
  expect(performance.now() - started).toBeLessThan(1000)
})
