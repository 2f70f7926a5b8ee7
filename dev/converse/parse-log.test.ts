import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { messageText } from '#schema/wire/text.ts'
import { computeName, parseLog } from './parse-log.ts'

const SAMPLE = readFileSync('test/data/winter-morning.txt')
const parse = (text: string) => parseLog(new TextEncoder().encode(text))

test('notices, empty lines and lines of nobody are left out, everything else is kept', () => {
  const lines = parseLog(SAMPLE)
  expect(lines).toHaveLength(58)
  expect(new Set(lines.map(({ nick }) => nick)).size).toBe(12)
  expect(lines.every(({ text }) => messageText.safeParse(text).success)).toBe(true)
})

test('a text is kept to the letter: leading white space, brackets, quoted lines', () => {
  expect(parse('[00:00] <a>   b \u2028 c\rd \t\r\n[00:00] <[x]> <y> [00:01] <z> q')).toEqual([
    { nick: 'a', text: '  b \u2028 c\rd \t' },
    { nick: '[x]', text: '<y> [00:01] <z> q' },
  ])
})

test('bytes that are no UTF-8 become replacement characters, in nicks as well', () => {
  const bytes = new Uint8Array([...Buffer.from('[00:00] <n'), 0xff, ...Buffer.from('> caf'), 0xe9])
  expect(parseLog(bytes)).toEqual([{ nick: 'n\ufffd', text: 'caf\ufffd' }])
})

test.each([
  ['plain', 'plain'],
  ['  spaced  ', 'spaced'],
  ['\0', 'somebody'],
  [' ', 'somebody'],
  ['x'.repeat(100), 'x'.repeat(80)],
  [`${'x'.repeat(79)}😀`, `${'x'.repeat(79)}\ufffd`],
])('the nick %j is shown as %j', (nick, name) => {
  expect(computeName(nick)).toBe(name)
})
