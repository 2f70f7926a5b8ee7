import { expect, test } from 'vitest'
import { LogCursor } from './log-cursor.ts'

test('each event is the next one, one seen before, or one behind a gap', () => {
  const cursor = new LogCursor({ epoch: 1, seq: 4 })
  expect(cursor.place({ epoch: 1, seq: 5 })).toBe('next')
  expect(cursor.place({ epoch: 1, seq: 5 })).toBe('seen')
  expect(cursor.place({ epoch: 1, seq: 2 })).toBe('seen')
  expect(cursor.place({ epoch: 1, seq: 7 })).toBe('gap')
  expect(cursor.position).toEqual({ epoch: 1, seq: 5 })
})

test('another epoch never follows without a hello: a newer one is a gap, an older one is past', () => {
  const cursor = new LogCursor({ epoch: 2, seq: 4 })
  expect(cursor.place({ epoch: 3, seq: 5 })).toBe('gap')
  expect(cursor.place({ epoch: 1, seq: 5 })).toBe('seen')
})

test('holding nothing, no event can be placed', () => {
  expect(new LogCursor(null).place({ epoch: 1, seq: 1 })).toBe('gap')
})

test('only the position itself is kept of what carries one', () => {
  const event = { epoch: 1, seq: 2, text: 'secret' }
  expect(new LogCursor(event).position).toEqual({ epoch: 1, seq: 2 })
})
