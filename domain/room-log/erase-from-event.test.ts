import { expect, test } from 'vitest'
import type { LogEvent, Message } from '#schema/wire/server/log-events.ts'
import { ERASED_NAME, eraseFromEvent } from './erase-from-event.ts'

const GONE = '01900000-0000-7000-8000-000000000001'
const STAYS = '01900000-0000-7000-8000-000000000002'
const erasures = new Map([[GONE, 99]])
const ada = { id: GONE, name: 'Ada' }
const bo = { id: STAYS, name: 'Bo' }
const nobody = { id: GONE, name: ERASED_NAME }
const at = { epoch: 1, seq: 5, at: 50, id: '01900000-0000-7000-8000-00000000000a' }
const target = { epoch: 1, seq: 2 }

const message = (partial: Partial<Message> = {}): Message => ({
  ...at,
  type: 'message',
  author: ada,
  text: 'a secret',
  mentions: [STAYS],
  ...partial,
})

test('of a message nothing is left but its place and what it hangs on', () => {
  expect(eraseFromEvent(message({ replyTo: target, thread: target }), erasures)).toEqual({
    ...at,
    type: 'message',
    author: nobody,
    text: '',
    replyTo: target,
    thread: target,
    deletedAt: 99,
  })
})

test('a message that was deleted before keeps the time of that', () => {
  expect(eraseFromEvent(message({ text: '', deletedAt: 70 }), erasures)).toMatchObject({ deletedAt: 70 })
})

test('an edit loses its text', () => {
  const edited: LogEvent = { ...at, type: 'edited', author: ada, target, text: 'a secret', mentions: [STAYS] }
  expect(eraseFromEvent(edited, erasures)).toEqual({
    ...at,
    type: 'edited',
    author: nobody,
    target,
    text: '',
  })
})

test.each<[string, LogEvent, object]>([
  [
    'author of a reaction',
    { ...at, type: 'reaction', author: ada, target, emoji: '🎉', change: 'added' },
    { author: nobody, emoji: '🎉' },
  ],
  ['author of a deletion', { ...at, type: 'deleted', author: ada, target }, { author: nobody }],
  [
    'member',
    { ...at, type: 'membership', member: ada, change: 'joined', role: 'member' },
    { member: nobody },
  ],
  [
    'who removed somebody',
    { ...at, type: 'membership', member: bo, author: ada, change: 'removed', role: 'member' },
    { member: bo, author: nobody },
  ],
  [
    'who was muted',
    { ...at, type: 'moderation', member: ada, author: bo, action: 'muted', until: 9 },
    { member: nobody, author: bo },
  ],
  [
    'who named the room',
    { ...at, type: 'room', author: ada, change: 'renamed', name: 'Harbour' },
    { author: nobody, name: 'Harbour' },
  ],
])('the %s has no name any more', (_, event, expected) => {
  expect(eraseFromEvent(event, erasures)).toMatchObject(expected)
})

test('what others said is the very same, and so is what holds nothing of the erased any more', () => {
  const others = message({ author: bo, mentions: [GONE] })
  expect(eraseFromEvent(others, erasures)).toBe(others)
  const erased = eraseFromEvent(message(), erasures)
  expect(eraseFromEvent(erased, erasures)).toBe(erased)
  const known = message()
  expect(eraseFromEvent(known, new Map())).toBe(known)
})
