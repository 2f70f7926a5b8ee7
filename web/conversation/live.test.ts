import { describe, expect, it } from 'vitest'
import { ADA, BEA } from '../testing/build-events.ts'
import { applyLive, computeDelivery, describeTyping, forgetLive, NOTHING_LIVE, noteSaid } from './live.ts'

const at = (seq: number) => ({ epoch: 1, seq })
const typing = (count: number, ...users: (typeof ADA)[]) =>
  applyLive(NOTHING_LIVE, { type: 'typing', count, ...(users.length > 0 ? { users } : {}) })

describe('who writes', () => {
  it.each([
    ['nobody', typing(0), null],
    ['oneself', typing(1, ADA), null],
    ['someone', typing(1, BEA), 'Bea is writing…'],
    ['two', typing(3, ADA, BEA, { id: 'c', name: 'Cy' }), 'Bea and Cy are writing…'],
    ['many, by number alone', typing(40), '40 people are writing…'],
  ])('%s', (_, live, text) => expect(describeTyping(live, ADA.id)).toBe(text))
})

it('who has said it no longer writes it', () => {
  const live = typing(2, BEA, { id: 'c', name: 'Cy' })
  expect(describeTyping(noteSaid(live, BEA.id), ADA.id)).toBe('Cy is writing…')
  expect(noteSaid(live, 'someone else')).toBe(live)
})

describe('who is there', () => {
  const whole = applyLive(NOTHING_LIVE, {
    type: 'presence',
    online: 1,
    away: 1,
    whole: true,
    users: [
      { user: ADA, state: 'online' },
      { user: BEA, state: 'away' },
    ],
  })
  it('is told whole, then by changes', () => {
    const users = [{ user: BEA, state: 'offline' as const }]
    const next = applyLive(whole, { type: 'presence', online: 1, away: 0, users })
    expect([...next.people]).toEqual([[ADA.id, 'online']])
    expect(next.present).toEqual({ online: 1, away: 0 })
  })
  it('is not known without a connection', () => {
    expect(forgetLive(whole)).toMatchObject({ present: null, people: new Map() })
  })
})

describe('how far a message has come', () => {
  const live = applyLive(NOTHING_LIVE, {
    type: 'receipts',
    receipts: [
      { userId: ADA.id, delivered: at(9), read: at(4) },
      { userId: BEA.id, delivered: at(6) },
    ],
  })
  it.each([
    [4, { state: 'read', readers: 1 }],
    [6, { state: 'delivered', readers: 0 }],
    [10, { state: 'sent', readers: 0 }],
  ])('at seq %i', (seq, delivery) => expect(computeDelivery(live, seq)).toEqual(delivery))
  it('never goes back', () => {
    const late = applyLive(live, { type: 'receipts', receipts: [{ userId: ADA.id, read: at(2) }] })
    expect(computeDelivery(late, 4).state).toBe('read')
  })
})

it('a notice stands until it no longer holds', () => {
  const delayed = { type: 'notice', code: 'recording_delayed', message: 'later', at: 1 } as const
  const live = applyLive(NOTHING_LIVE, delayed)
  expect(live.notice?.message).toBe('later')
  expect(applyLive(live, { ...delayed, code: 'recording_restored' }).notice).toBeNull()
})
