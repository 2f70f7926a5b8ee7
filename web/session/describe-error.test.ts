import { describe, expect, it } from 'vitest'
import { ERRORS } from '#schema/wire/error-codes.ts'
import { SentinelError } from '#sdk/index.ts'
import { describeError } from './describe-error.ts'

describe('describeError', () => {
  it('shows the documented message', () => {
    expect(describeError(new SentinelError({ code: 'filtered' }))).toBe(ERRORS.filtered.message)
  })

  it('lets the place say it better', () => {
    const error = new SentinelError({ code: 'unauthenticated' })
    expect(describeError(error, { unauthenticated: 'Wrong password.' })).toBe('Wrong password.')
  })

  it('names the request of a failure on the platform’s side', () => {
    expect(describeError(new SentinelError({ code: 'internal', requestId: 'r1' }))).toContain('(request r1)')
  })

  it('says nothing of what an unexpected error holds', () => {
    expect(describeError(new Error('secret detail'))).toBe(ERRORS.internal.message)
  })
})
