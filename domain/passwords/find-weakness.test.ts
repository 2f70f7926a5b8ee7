import fc from 'fast-check'
import { expect, test } from 'vitest'
import { COMMON_PASSWORDS } from './common-passwords.ts'
import { findWeakness } from './find-weakness.ts'

const ADA = ['Ada Lovelace', 'ada.lovelace@analytical.example']

test('at least the 3,000 commonest passwords of the length that is asked for are refused', () => {
  expect(COMMON_PASSWORDS.size).toBeGreaterThan(3000)
  for (const password of COMMON_PASSWORDS) expect(password.length).toBeGreaterThanOrEqual(10)
})

test.each([
  ['password123', 'common'],
  ['PassWord123', 'common'],
  ['qwertyuiop', 'common'],
  ['ｌｏｖｅｌａｃｅ1815', 'personal'],
  ['lovelace1815', 'personal'],
  ['Analytical!', 'personal'],
  ['sentinelchat1', 'personal'],
  ['ääääääääääää', 'repetitive'],
  ['abababababab', 'repetitive'],
] as const)('%s is refused: %s', (password, weakness) => {
  expect(findWeakness(password, ADA)).toBe(weakness)
})

test.each([
  'correct horse battery',
  'lovelace reads many books',
  'Tr0ub4dor&3x',
  'żółć gęślą jaźń',
  '😀🎉🚀🌊❄️🐧',
])('%s is accepted', (password) => expect(findWeakness(password, ADA)).toBeNull())

test('random passwords are not refused, whatever the person is called', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.string({ maxLength: 40 }), (password, name) => {
      expect(findWeakness(password, [name])).toBeNull()
    }),
  )
})
