import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ADA, BEA } from '../testing/build-events.ts'
import {
  collectMentions,
  findMentionQuery,
  insertMention,
  offerPeople,
  reviseMentions,
  splitMentions,
} from './mention-text.ts'

const ADA_LOVELACE = { id: 'lovelace', name: 'Ada Lovelace' }
const SECOND_BEA = { id: 'second', name: 'Bea' }

describe('naming people', () => {
  it.each([
    ['@', 1, { start: 0, query: '' }],
    ['hi @Be', 6, { start: 3, query: 'Be' }],
    ['hi @Be and more', 6, { start: 3, query: 'Be' }],
    ['(@Ada Lo', 8, { start: 1, query: 'Ada Lo' }],
    ['me@example.com', 14, null],
    ['@Bea\nnext', 9, null],
    ['no one', 6, null],
  ])('%j with the caret at %i asks for %j', (text, caret, expected) => {
    expect(findMentionQuery(text, caret)).toEqual(expected)
  })

  it('offers who is called so, by any word of the name, whole names first', () => {
    const people = [{ id: '1', name: 'Mia Berg' }, BEA, ADA]
    expect(offerPeople(people, 'be')).toEqual([BEA, { id: '1', name: 'Mia Berg' }])
    expect(offerPeople(people, 'x')).toEqual([])
  })

  it('puts the name where it was begun, and goes on after it', () => {
    expect(insertMention('hi @Be there', { start: 3, caret: 6 }, 'Bea')).toEqual({
      text: 'hi @Bea there',
      caret: 8,
    })
  })

  it('names who was chosen, and of those not chosen who alone is called so', () => {
    const known = [ADA, BEA, SECOND_BEA]
    expect(collectMentions('@Bea and @Ada', { chosen: [SECOND_BEA], known })).toEqual(['second', ADA.id])
    expect(collectMentions('@Bea', { chosen: [], known })).toEqual([])
    expect(collectMentions('nobody', { chosen: [SECOND_BEA], known })).toEqual([])
  })

  it('a longer name is not taken for the shorter one in it', () => {
    const known = [ADA, ADA_LOVELACE]
    expect(collectMentions('@Ada Lovelace', { chosen: [], known })).toEqual(['lovelace'])
    expect(collectMentions('@Adam', { chosen: [], known })).toEqual([])
    expect(collectMentions('to me@Ada', { chosen: [], known })).toEqual([])
  })

  it('an edit keeps whom it still names and whose name is not known, and lets go of the others', () => {
    const mentions = [ADA.id, BEA.id, 'stranger']
    expect(reviseMentions({ mentions }, 'now for @Bea', [ADA, BEA])).toEqual(['stranger', BEA.id])
    expect(reviseMentions({}, 'and @Ada', [ADA, BEA])).toEqual([ADA.id])
  })

  it('a text that is split is whole when joined again', () => {
    const piece = fc.constantFrom('@', 'Ada', 'Ada Lovelace', 'Bea', ' ', 'x', '.')
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('')
        const parts = splitMentions(text, ['Ada', 'Ada Lovelace', 'Bea'])
        expect(parts.map((part) => part.text).join('')).toBe(text)
      }),
    )
  })
})
