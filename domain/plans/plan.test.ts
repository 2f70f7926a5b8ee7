import { describe, expect, it } from 'vitest'
import { platformRole } from '#schema/wire/http/me.ts'
import { computeHistoryStart, computePlans, planLimits, planOf } from './plan.ts'

const BASE = { messagesPerSecond: 10, messageBurst: 30 }

describe('plans', () => {
  const plans = computePlans(BASE, {})
  it('who pays has more of everything than a member, and a member not less than a guest', () => {
    for (const field of [
      'messagesPerSecond',
      'messageBurst',
      'maxMessageCharacters',
      'maxOwnedRooms',
    ] as const) {
      expect(plans['paid-member'][field]).toBeGreaterThan(plans.member[field])
      expect(plans.member[field]).toBeGreaterThanOrEqual(plans.guest[field])
    }
    expect([plans['paid-member'].historyDays, plans.member.historyDays]).toEqual([null, 365])
  })
  it('a limit that is given replaces one field of one role', () => {
    const changed = computePlans(BASE, { member: { maxOwnedRooms: 3, historyDays: null } })
    expect(changed.member).toEqual({ ...plans.member, maxOwnedRooms: 3, historyDays: null })
    expect(changed.guest).toEqual(plans.guest)
  })
  it('the rate of the platform is what roles multiply', () => {
    expect(plans.member).toMatchObject(BASE)
    expect(plans['paid-member']).toMatchObject({ messagesPerSecond: 20, messageBurst: 60 })
  })
  it.each(['', 'OWNER', '__proto__', 'constructor'])(
    'a role that there is not, %j, has the plan of a guest',
    (name) => {
      expect(planOf(plans, name as 'guest')).toBe(plans.guest)
    },
  )
  it('every role has a plan', () => {
    for (const role of platformRole.options) expect(planOf(plans, role)).toBe(plans[role])
  })
  it('a window of days ends so many days ago', () => {
    expect(computeHistoryStart(plans.guest, 31 * 86_400_000)).toBe(86_400_000)
    expect(computeHistoryStart(plans['paid-member'], 1)).toBeNull()
  })
})

describe('limits that are refused', () => {
  it.each<[string, unknown]>([
    ['an unknown role', { owner: {} }],
    ['an unknown field', { member: { maxRooms: 3 } }],
    ['more text than the wire carries', { member: { maxMessageCharacters: 8001 } }],
    ['no text at all', { member: { maxMessageCharacters: 0 } }],
    ['a rate of nothing', { member: { messagesPerSecond: 0 } }],
    ['half a room', { member: { maxOwnedRooms: 1.5 } }],
    ['a window of no days', { guest: { historyDays: 0 } }],
    ['a text for a number', { guest: { messageBurst: '5' } }],
    ['a list', []],
  ])('%s', (_, limits) => {
    expect(planLimits.safeParse(limits).success).toBe(false)
  })
})
