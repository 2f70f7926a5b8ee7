import { describe, expect, it } from 'vitest'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { ERRORS } from '#schema/wire/error-codes.ts'
import { describeConnection } from './describe-connection.ts'

describe('describeConnection', () => {
  it('counts down to the next try and offers to try now', () => {
    const state = { kind: 'waiting', attempt: 2, retryAt: 10_500 } as const
    expect(describeConnection(state, 8_000)).toMatchObject({
      text: 'Offline',
      detail: 'next try in 3 s',
      action: 'reconnect',
    })
    expect(describeConnection(state, 99_000).detail).toBe('next try in 0 s')
  })

  it.each([
    [CLOSE.membershipEnded, 'forbidden', 'You are no longer a member of this room.', 'reconnect'],
    [CLOSE.sessionRevoked, 'unauthenticated', 'You were signed out.', 'sign-in'],
    [CLOSE.archived, 'archived', ERRORS.archived.message, 'none'],
    [null, 'not_found', ERRORS.not_found.message, 'reconnect'],
  ] as const)('tells why it was closed: %s %s', (code, error, detail, action) => {
    const note = describeConnection({ kind: 'closed', code, error, final: true }, 0)
    expect(note).toEqual({ tone: 'trouble', text: 'Closed', detail, action })
  })
})
