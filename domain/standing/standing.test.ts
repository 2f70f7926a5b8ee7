import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyChange, currentRole, judgeSession, type Standing, UNCHANGED } from './standing.ts'
import type { RecordedChange, StandingChange } from './standing-change.ts'

const NOW = Date.UTC(2026, 10, 25)
const CHANGE_ID = '01900000-0000-7000-8000-0000000000cc'

/** A session that began then. */
const sessionAt = (at: number, tail = 1) => {
  const time = at.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail.toString(16).padStart(12, '0')}`
}
const after = (...changes: [at: number, change: StandingChange][]): Standing =>
  changes.reduce((standing, [at, change]) => applyChange(standing, { id: CHANGE_ID, at, change }), UNCHANGED)

test('a session that was revoked is over, and no other one', () => {
  const standing = after([NOW, { type: 'session-revoked', sessionId: sessionAt(NOW - 5) }])
  expect(judgeSession(standing, sessionAt(NOW - 5), NOW)).toBe('revoked')
  expect(judgeSession(standing, sessionAt(NOW - 6), NOW)).toBe('stands')
})

test('when all were revoked only the excepted one and later ones go on', () => {
  const kept = sessionAt(NOW - 100, 2)
  const standing = after([NOW, { type: 'sessions-revoked', exceptSessionId: kept }])
  expect(judgeSession(standing, sessionAt(NOW - 1), NOW)).toBe('revoked')
  expect(judgeSession(standing, sessionAt(NOW), NOW)).toBe('revoked')
  expect(judgeSession(standing, kept, NOW)).toBe('stands')
  expect(judgeSession(standing, sessionAt(NOW + 1), NOW)).toBe('stands')
  expect(judgeSession(standing, 'no uuid', NOW)).toBe('revoked')
})

test('a ban holds until its end, or for good, and is over when it was lifted', () => {
  const until = after([NOW, { type: 'banned', until: NOW + 1000 }])
  expect(judgeSession(until, sessionAt(NOW), NOW + 999)).toBe('banned')
  expect(judgeSession(until, sessionAt(NOW), NOW + 1000)).toBe('stands')
  const forGood = after([NOW, { type: 'banned', until: null }])
  expect(judgeSession(forGood, sessionAt(NOW), NOW + 1e12)).toBe('banned')
  const lifted = after([NOW, { type: 'banned', until: null }], [NOW + 1, { type: 'banned', until: 0 }])
  expect(judgeSession(lifted, sessionAt(NOW), NOW + 2)).toBe('stands')
})

test('who was deleted has no session, whatever comes after', () => {
  const standing = after([NOW, { type: 'deleted' }], [NOW + 1, { type: 'banned', until: 0 }])
  expect(judgeSession(standing, sessionAt(NOW + 5), NOW + 9)).toBe('revoked')
})

test('the newest role counts, in whatever order roles arrive', () => {
  const roles = [1, 2, 3, 4].map(
    (roleVersion): RecordedChange => ({
      ...{ id: CHANGE_ID, at: NOW },
      change: { type: 'role', role: roleVersion === 4 ? 'moderator' : 'member', roleVersion },
    }),
  )
  fc.assert(
    fc.property(fc.shuffledSubarray(roles, { minLength: 4 }), (shuffled) => {
      const standing = shuffled.reduce(applyChange, UNCHANGED)
      expect(currentRole(standing, { role: 'guest', roleVersion: 1 })).toBe('moderator')
      expect(currentRole(standing, { role: 'guest', roleVersion: 5 })).toBe('guest')
    }),
  )
})

test('sessions that are named end, and no others, whenever each of them began', () => {
  const [early, late, other] = [sessionAt(NOW - 5), sessionAt(NOW + 5), sessionAt(NOW - 6)]
  const standing = after([
    NOW,
    { type: 'sessions-revoked', exceptSessionId: null, sessionIds: [early, late] },
  ])
  expect([early, late, other].map((id) => judgeSession(standing, id, NOW))).toEqual([
    'revoked',
    'revoked',
    'stands',
  ])
})

test('the newest ban counts, in whatever order bans and their ends arrive', () => {
  const bans = [2, 3, 4].map(
    (roleVersion): RecordedChange => ({
      ...{ id: CHANGE_ID, at: NOW },
      change: { type: 'banned', until: roleVersion === 4 ? 0 : null, roleVersion },
    }),
  )
  fc.assert(
    fc.property(fc.shuffledSubarray(bans, { minLength: 3 }), (shuffled) => {
      expect(judgeSession(shuffled.reduce(applyChange, UNCHANGED), sessionAt(NOW), NOW)).toBe('stands')
    }),
  )
})

test('revocations are forgotten once nothing that they concern can be alive, also by a cache of 24 hours', () => {
  const hour = 3_600_000
  const revokedAt = (at: number): [number, StandingChange] => [
    at,
    { type: 'session-revoked', sessionId: sessionAt(at) },
  ]
  const changes = Array.from({ length: 50 }, (_, i) => revokedAt(NOW + i * hour))
  const standing = after(...changes)
  expect(judgeSession(standing, sessionAt(NOW + 25 * hour), NOW)).toBe('revoked')
  expect(standing.revoked.length).toBeLessThanOrEqual(26)
})

test('who signs in and out without end does not make the inbox grow', () => {
  const changes = Array.from({ length: 1_500 }, (_, i): [number, StandingChange] => [
    NOW + i,
    { type: 'session-revoked', sessionId: sessionAt(NOW + i) },
  ])
  const standing = after(...changes)
  expect(standing.revoked.length).toBeLessThanOrEqual(1_001)
  expect(judgeSession(standing, sessionAt(NOW + 1_499), NOW)).toBe('revoked')
})
