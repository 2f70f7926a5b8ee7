import { expect, test } from 'vitest'
import { CLOSE } from '#schema/wire/close-codes.ts'
import { ERRORS, type ErrorCode } from '#schema/wire/error-codes.ts'
import { SentinelError } from '../sentinel-error.ts'
import { describeEnd } from './describe-end.ts'

test.each([1000, 1001, 1006, 1011, 1012, ...Object.values(CLOSE)])(
  'close code %i is come back from exactly when it is below 4500',
  (code) => {
    expect(describeEnd({ kind: 'closed', code, reason: '' }).comeBack).toBe(code < 4500)
  },
)

test.each(Object.keys(ERRORS) as ErrorCode[])(
  'a ticket refused with %s is asked for again when retryable',
  (code) => {
    const verdict = describeEnd({ kind: 'refused', error: new SentinelError({ code }) })
    expect(verdict.comeBack).toBe(ERRORS[code].retryable)
  },
)
