import { expect, it } from 'vitest'
import { createWordFilter } from './create-word-filter.ts'

it('reads texts in workerd as it does in Node', () => {
  const filter = createWordFilter([
    { id: 'word', pattern: 'darn', action: 'mask' },
    { id: 'glob', pattern: '*heck*', action: 'block' },
    { id: 'allowed', pattern: 'checker', action: 'allow' },
  ])
  expect(filter.check('a quiet checker').verdict).toBe('pass')
  expect(filter.check('Ｄ4\u00adRŃ 👩‍👩‍👧').text).toBe('***** 👩‍👩‍👧')
  expect(filter.check('oh ʰeckity').verdict).toBe('block')
})
