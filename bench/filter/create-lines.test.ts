import { expect, test } from 'vitest'
import { createLines, createWords } from './create-lines.ts'

test('words differ from each other and from those of another list', () => {
  const words = [...createWords(10_000, 'x'), ...createWords(2_000, 'q')]
  expect(new Set(words).size).toBe(words.length)
})

test('lines are the same each time, and one in twenty says a bad word', () => {
  const bad = createWords(50, 'x')
  const lines = createLines(200, bad)
  expect(createLines(200, bad)).toEqual(lines)
  const hits = lines.filter((line) => bad.some((word) => line.split(/[ .]/).includes(word)))
  expect(hits).toHaveLength(10)
})
