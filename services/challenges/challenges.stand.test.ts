import { beforeAll, expect, inject, test } from 'vitest'
import { migrate } from '#dev/migrate.ts'
import { connectPostgres } from '#services/connections/postgres.ts'
import { completeChallenge, MAX_CHALLENGE_FAILURES, takeAttempt } from './answer-challenge.ts'
import { issueChallenge } from './issue-challenge.ts'

const { env: stand } = inject('stand')
const db = connectPostgres(stand)
const NOW = Date.parse('2026-11-25T12:00:00Z')

beforeAll(() => migrate(stand))

const issue = (now = NOW) =>
  issueChallenge(db, { kind: 'second-factor', userId: null, detail: { step: 1 }, now, lifeMs: 60_000 })

test('a challenge is answered once, by who holds its token', async () => {
  const { challenge: token } = await issue()
  const attempt = await takeAttempt(db, { kind: 'second-factor', token, now: NOW })
  expect(attempt).toMatchObject({ userId: null, detail: { step: 1 } })
  const id = attempt?.id ?? ''
  const completed = await Promise.all([
    completeChallenge(db, { id, now: NOW }),
    completeChallenge(db, { id, now: NOW }),
  ])
  expect(completed.sort()).toEqual([false, true])
  expect(await takeAttempt(db, { kind: 'second-factor', token, now: NOW })).toBeNull()
})

test('attempts at once are counted one by one, and there are no more than five', async () => {
  const { challenge: token } = await issue()
  const attempts = await Promise.all(
    Array.from({ length: MAX_CHALLENGE_FAILURES + 3 }, () =>
      takeAttempt(db, { kind: 'second-factor', token, now: NOW }),
    ),
  )
  expect(attempts.filter((attempt) => attempt !== null)).toHaveLength(MAX_CHALLENGE_FAILURES)
})

test('a challenge of another kind, an unknown one and an expired one are nothing', async () => {
  const { challenge: token, expiresAt } = await issue()
  expect(await takeAttempt(db, { kind: 'reset-password', token, now: NOW })).toBeNull()
  expect(await takeAttempt(db, { kind: 'second-factor', token: `${token}x`, now: NOW })).toBeNull()
  expect(await takeAttempt(db, { kind: 'second-factor', token, now: expiresAt })).toBeNull()
  expect(await takeAttempt(db, { kind: 'second-factor', token, now: expiresAt - 1 })).not.toBeNull()
})
