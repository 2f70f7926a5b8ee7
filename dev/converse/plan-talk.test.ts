import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planTalk } from './plan-talk.ts'

const nick = fc.constantFrom(...Array.from({ length: 30 }, (_, n) => `nick${n}`))
const log = fc.array(fc.record({ nick, text: fc.string({ minLength: 1 }) }), { minLength: 1, maxLength: 200 })
const limit = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined })

test('no line is left out or moved, and a nick always speaks through one person in one room', () => {
  fc.assert(
    fc.property(log, limit, limit, (lines, people, rooms) => {
      const plan = planTalk(lines, { people, rooms })
      expect(plan.lines.map(({ text }) => text)).toEqual(lines.map(({ text }) => text))
      const personOf = new Map(lines.map((line, n) => [line.nick, plan.lines[n]?.person]))
      expect(plan.lines.every(({ person }, n) => personOf.get(lines[n]?.nick ?? '') === person)).toBe(true)
      expect(plan.people.length).toBe(Math.min(people ?? 1_000, personOf.size))
      expect(plan.people.every(({ room }) => room >= 0 && room < plan.rooms)).toBe(true)
    }),
  )
})

test('without limits every nick is a person of its own', () => {
  const lines = ['a', 'b', 'a'].map((nick) => ({ nick, text: 'x' }))
  const plan = planTalk(lines)
  expect(plan.people.map(({ nick }) => nick)).toEqual(['a', 'b'])
  expect(plan.lines.map(({ person }) => person)).toEqual([0, 1, 0])
  expect(plan.rooms).toBe(1)
})
