import { expect, test } from 'vitest'
import { parseOptions } from './parse-options.ts'

test('logs may be given one by one or as a glob that the shell opened', () => {
  expect(parseOptions(['--log', 'a', 'b', '--log', 'c']).log.toSorted()).toEqual(['a', 'b', 'c'])
})

test('counts are numbers, switches are off unless given', () => {
  expect(parseOptions(['--log', 'a', '--people', '5', '--rooms', '2', '--json'])).toEqual({
    log: ['a'],
    people: 5,
    rooms: 2,
    json: true,
    faults: false,
    'sign-up': false,
  })
})

test.each([
  [[], 'give at least one chat log: --log <file>'],
  [['--log', 'a', '--people', '0'], '--people is not valid.'],
  [['--log', 'a', '--rooms', 'two'], '--rooms is not valid.'],
  [['--log', 'a', '--origin', 'ftp://x'], '--origin is not valid.'],
  [['--log', 'a', '--faults', '--origin', 'https://x.test'], '--faults works on the local platform only'],
])('%j is refused in one sentence', (args, sentence) => {
  expect(() => parseOptions(args)).toThrow(sentence)
})
